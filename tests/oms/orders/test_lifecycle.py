"""An order's life through its statuses, and what no status allows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kit.audit import ReasonMissing
from kit.db import Database
from oms.inventory import service as inventory
from oms.orders import errors, queries, rules, service

Place = Callable[..., queries.OrderRecord]


def _order(database: Database, order_id: int) -> queries.OrderRecord:
    with database.read() as reader:
        return queries.order(reader, order_id)


def test_a_submitted_order_has_a_number_totals_and_its_three_statuses(place: Place) -> None:
    order = place("A-100", 3, external_no="PO-1")

    assert order.number.startswith("SO-261125-")
    assert (order.gross_fen, order.net_fen + order.tax_fen) == (30_000, 30_000)
    assert (order.net_fen, order.tax_fen) == (26_549, 3_451)
    assert (order.commercial, order.fulfilment, order.payment) == ("submitted", "none", "unpaid")


def test_an_order_goes_from_submission_to_closing(database: Database, place: Place, company: Any) -> None:
    order = place("A-100", 3)

    def run(step: Callable[..., Any], **rest: Any) -> Any:
        return database.write(lambda tx: step(tx, order.id, **rest))

    for step in (service.await_approval, service.confirm):
        assert run(step) is True
        assert run(step) is False
    database.write(lambda tx: inventory.reserve(tx, order.id, company.own, {"A-100": Decimal(3)}))
    for step in (service.mark_reserved, service.mark_picking):
        assert run(step) is True
    assert run(service.mark_shipped) == rules.Fulfilment.SHIPPED
    assert run(service.mark_shipped) == rules.Fulfilment.SHIPPED
    assert run(service.mark_delivered) is True
    assert run(service.close) is True
    done = _order(database, order.id)
    assert (done.commercial, done.fulfilment, done.step) == ("closed", "delivered", 8)
    with database.read() as reader:
        (line,) = queries.lines(reader, order.id)
    assert (line.shipped, line.reserved) == (3, 0)


def test_a_partial_shipment_leaves_the_order_partially_shipped(database: Database, place: Place) -> None:
    order = place("A-100", 4)
    for step in (service.confirm, service.mark_reserved):
        database.write(lambda tx, step=step: step(tx, order.id))

    first = database.write(lambda tx: service.mark_shipped(tx, order.id, {"A-100": Decimal(2)}))
    with pytest.raises(errors.StatusConflict):
        database.write(lambda tx: service.close(tx, order.id))
    with pytest.raises(errors.ShippedTooMuch):
        database.write(lambda tx: service.mark_shipped(tx, order.id, {"A-100": Decimal(3)}))
    second = database.write(lambda tx: service.mark_shipped(tx, order.id, {"A-100": Decimal(2)}))

    assert (first, second) == (rules.Fulfilment.PARTIALLY_SHIPPED, rules.Fulfilment.SHIPPED)


def test_a_shipped_order_cannot_be_cancelled(database: Database, place: Place) -> None:
    order = place()
    for step in (service.confirm, service.mark_reserved, service.mark_shipped):
        database.write(lambda tx, step=step: step(tx, order.id))

    with pytest.raises(errors.AlreadyShipped):
        database.write(lambda tx: service.cancel(tx, order.id, reason="客户改变主意"))


@pytest.mark.parametrize("unseen", [" 不 要 ", "\u200b" * 9, "\u3000" * 9, "\u202e不要\u2060\u2060\u2060"])
def test_a_reason_that_nobody_sees_is_none(database: Database, place: Place, unseen: str) -> None:
    order = place()

    with pytest.raises(ReasonMissing):
        database.write(lambda tx: service.cancel(tx, order.id, reason=unseen))


def test_cancelling_happens_once(database: Database, place: Place) -> None:
    order = place()

    assert database.write(lambda tx: service.cancel(tx, order.id, reason="客户改变主意"))
    assert not database.write(lambda tx: service.cancel(tx, order.id, reason="客户改变主意"))
    assert _order(database, order.id).commercial == "cancelled"


def test_a_cancelled_order_takes_no_further_step(database: Database, place: Place) -> None:
    order = place()
    database.write(lambda tx: service.cancel(tx, order.id, reason="客户改变主意"))

    for step in (service.confirm, service.mark_reserved, service.mark_shipped):
        with pytest.raises(errors.StatusConflict):
            database.write(lambda tx, step=step: step(tx, order.id))
