"""A locked order is read once in a transaction, and what is remembered of it is what the database holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kit.db import Database, Tx
from oms.orders import queries, service

Place = Callable[..., queries.OrderRecord]
STEPS: list[Callable[[Tx, int], Any]] = [
    service.await_approval,
    lambda tx, id: service.record_tier(tx, id, tier="VIP", priority=90, tags=["VIP通道"]),
    lambda tx, id: service.attach_process(tx, id, 17),
    service.confirm,
    service.mark_backordered,
    lambda tx, id: service.change_address(
        tx, id, {"city": "上海"}, version=queries.order(tx, id).version, reason="客户搬了仓库"
    ),
]


def _stored(tx: Tx, order_id: int) -> queries.OrderRecord:
    """Past what is remembered."""
    queries.forget(tx, order_id)
    return queries.order(tx, order_id)


def test_what_is_remembered_after_each_change_is_what_is_stored(database: Database, place: Place) -> None:
    order = place("A-100", 3)

    def work(tx: Tx) -> None:
        for step in STEPS:
            queries.locked(tx, order.id)
            step(tx, order.id)
            remembered = queries.order(tx, order.id)
            assert remembered == _stored(tx, order.id)

    database.write(work)


def test_a_locked_order_is_the_same_until_it_changes(database: Database, place: Place) -> None:
    order = place("A-100", 3)

    def work(tx: Tx) -> None:
        first = queries.locked(tx, order.id)
        assert queries.locked(tx, order.id) is first
        assert queries.order(tx, order.id) is first
        service.await_approval(tx, order.id)
        assert queries.locked(tx, order.id).version == first.version + 1

    database.write(work)


def test_an_undone_change_is_not_remembered(database: Database, place: Place) -> None:
    order = place("A-100", 3)

    def work(tx: Tx) -> None:
        before = queries.locked(tx, order.id)
        with pytest.raises(RuntimeError), tx.savepoint():
            service.await_approval(tx, order.id)
            raise RuntimeError("undone")
        assert queries.locked(tx, order.id) == before

    database.write(work)


def test_the_next_transaction_reads_again(database: Database, place: Place) -> None:
    order = place("A-100", 3)
    database.write(lambda tx: queries.locked(tx, order.id))

    database.write(lambda tx: service.await_approval(tx, order.id))

    assert database.write(lambda tx: queries.locked(tx, order.id)).commercial == "in_approval"
