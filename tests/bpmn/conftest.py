"""The office of the path tests: both databases, the shipped diagrams deployed, a real carrier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
from engine import definitions, runtime
from integrations import carriers
from kit.clock import SettableClock
from kit.config import Settings
from kit.db import Database
from samples.carrier import server
from tests.bpmn.office import Office, found

FOLDER = Path(__file__).resolve().parents[2] / "bpmn"
SECRET = "test-secret"
SHIPPED = {
    path.name: path.read_bytes()
    for pattern in ("*.bpmn", "*.dmn", "forms/*.schema.json")
    for path in FOLDER.glob(pattern)
}

handlers.register()


@pytest.fixture
def carrier_url() -> Iterator[str]:
    """The sandbox carrier over real HTTP, the only carrier in use; nothing moves by itself."""
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=600)
    with carriers.alone():
        client = carriers.use_sandbox(url, secret=SECRET)
        yield url
    client.close()
    stop()


@pytest.fixture
def office(database: Database, settings: Settings, clock: SettableClock, carrier_url: str) -> Office:
    runtime.install(database, settings)
    database.write(lambda tx: definitions.deploy(tx, SHIPPED, note="测试部署"))
    database.write(found)
    return Office(database, clock, carrier_url)
