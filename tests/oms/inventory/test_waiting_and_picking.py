"""Orders that wait for stock, and pick lists."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kit.clock import SettableClock
from kit.db import Database
from oms.inventory import errors, picking, queries, service
from oms.inventory.rules import PickStatus, Shortage

TWO = {"A-200": Decimal(2), "A-100": Decimal(3)}


def _wait(database: Database, company: Any, order: int, priority: int) -> None:
    short = (Shortage("A-300", Decimal(1), Decimal(0)),)
    database.write(lambda tx: service.wait(tx, order, company.own, short, priority=priority))


def _queue(database: Database, company: Any) -> list[int]:
    with database.read() as reader:
        return queries.waiting_orders(reader, company.own, "A-300")


def test_the_queue_goes_by_priority_then_age(database: Database, company: Any, clock: SettableClock) -> None:
    for order, priority in ((1, 0), (2, 9), (3, 0), (4, 9)):
        _wait(database, company, order, priority)
        clock.advance(timedelta(minutes=1))
    _wait(database, company, 1, 0)

    assert _queue(database, company) == [2, 4, 1, 3]


def test_reserving_or_releasing_ends_the_waiting(database: Database, company: Any) -> None:
    for order in (1, 2):
        _wait(database, company, order, 0)
    database.write(lambda tx: service.receive(tx, company.own, "A-300", Decimal(5), reason="供应商到货"))

    assert database.write(lambda tx: service.reserve(tx, 1, company.own, {"A-300": Decimal(1)})).complete
    database.write(lambda tx: service.release(tx, 2))

    assert _queue(database, company) == []


def test_short_stock_reserves_nothing_and_names_what_is_missing(database: Database, company: Any) -> None:
    wanted = {"A-100": Decimal(1), "A-200": Decimal(201), "A-300": Decimal(1)}

    answer = database.write(lambda tx: service.reserve(tx, 1, company.own, wanted))

    assert [(s.sku, s.wanted, s.available) for s in answer.shortages] == [
        ("A-200", 201, 200),
        ("A-300", 1, 0),
    ]
    with database.read() as reader:
        assert queries.held_by(reader, 1) == {}


def test_a_removed_and_a_reduced_line_give_their_stock_back(database: Database, company: Any) -> None:
    for wanted in (TWO, {"A-100": Decimal(1)}):
        assert database.write(lambda tx, w=wanted: service.reserve(tx, 1, company.own, w)).complete

    with database.read() as reader:
        assert queries.held_by(reader, 1) == {"A-100": 1}
        assert queries.available(reader, company.own, TWO) == {"A-100": 999, "A-200": 200}
        assert queries.ledger(reader, company.own, "A-200")[0].kind == "release"


def test_a_pick_list_follows_the_bins_and_is_made_once(database: Database, company: Any) -> None:
    database.write(lambda tx: service.set_bin(tx, company.own, "A-100", "B-02"))
    database.write(lambda tx: service.set_bin(tx, company.own, "A-200", "A-07"))
    database.write(lambda tx: service.reserve(tx, 1, company.own, TWO))

    first = database.write(lambda tx: picking.create_pick_list(tx, 1, priority=9))
    again = database.write(lambda tx: picking.create_pick_list(tx, 1, priority=9))

    assert first == again
    assert first.lines == (("A-07", "A-200", Decimal(2)), ("B-02", "A-100", Decimal(3)))
    for _ in range(2):
        database.write(lambda tx: picking.confirm_pick(tx, 1))
    with database.read() as reader:
        found = queries.pick_list_of(reader, 1)
    assert found is not None and found.status == PickStatus.PICKED


def test_a_cancelled_pick_list_is_made_anew(database: Database, company: Any) -> None:
    database.write(lambda tx: service.reserve(tx, 1, company.own, TWO))
    database.write(lambda tx: picking.create_pick_list(tx, 1))
    database.write(lambda tx: picking.cancel_pick(tx, 1))
    with pytest.raises(errors.PickListMissing):
        database.write(lambda tx: picking.confirm_pick(tx, 1))
    database.write(lambda tx: service.reserve(tx, 1, company.own, {"A-100": Decimal(1)}))

    assert database.write(lambda tx: picking.create_pick_list(tx, 1)).lines == (("", "A-100", Decimal(1)),)


def test_nothing_is_picked_that_is_not_reserved(database: Database, company: Any) -> None:
    with pytest.raises(errors.PickListMissing):
        database.write(lambda tx: picking.create_pick_list(tx, 1))


def test_a_correction_below_what_is_promised_is_refused(database: Database, company: Any) -> None:
    database.write(lambda tx: service.reserve(tx, 1, company.own, TWO))

    with pytest.raises(errors.BelowReserved) as refused:
        database.write(lambda tx: service.adjust(tx, company.own, "A-100", Decimal(-998), reason="盘点发现短少"))
    assert "3" in refused.value.message("zh")
