"""The first start without the demo company: it can take orders at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api import startup
from api.services import Services
from kit.config import Settings
from oms.inventory import queries as inventory


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Services]:
    services = startup.open_services(Settings(data_dir=tmp_path))
    yield services
    services.close()


def test_it_gets_one_warehouse_where_our_people_pick(empty: Services) -> None:
    startup.prepare(empty)
    startup.prepare(empty)

    with empty.database.read() as reader:
        found = inventory.warehouses(reader)
    assert [(one.code, one.kind, one.is_default) for one in found] == [("W1", "own", True)]
