"""Runner processes for both databases beside one sandbox carrier over real HTTP."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samples.carrier import server
from tests.crash.company import SECRET
from tests.crash.runner_process import RunnerProcess

IN_MEMORY = Path("/dev/shm")  # a process that exits loses nothing of the page cache: losing power is another test


@pytest.fixture(scope="session")
def carrier_at_work() -> Iterator[str]:
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=0)
    yield url
    stop()


@pytest.fixture(scope="session")
def sqlite_runner(carrier_at_work: str) -> Iterator[RunnerProcess]:
    with _runner(carrier_at_work, "") as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_runner(carrier_at_work: str, postgres_url: str) -> Iterator[RunnerProcess]:
    with _runner(carrier_at_work, postgres_url) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def runner(request: pytest.FixtureRequest) -> RunnerProcess:
    found: RunnerProcess = request.getfixturevalue(f"{request.param}_runner")
    return found


@contextmanager
def _runner(carrier_url: str, server_url: str) -> Iterator[RunnerProcess]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        running = RunnerProcess(Path(folder), carrier_url, server_url)
        yield running
        running.stop()
