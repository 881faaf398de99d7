"""What an order may not contain: every fault is told, with its place and remedy, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from kit.db import Database
from kit.errors import Rejected
from oms.catalog import queries as catalog
from oms.catalog import service as catalog_service
from oms.catalog.rules import ProductStatus
from oms.customers import service as customers
from oms.orders import queries, service
from oms.orders.draft import LineDraft, OrderDraft
from oms.orders.models import NumberCounter, OrderLine, SalesOrder

Place = Callable[..., queries.OrderRecord]


def _faults(database: Database, draft: OrderDraft) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        database.write(lambda tx: service.submit(tx, draft))
    for failure in refused.value.failures:
        assert failure.message("zh") and failure.message("en")
    return [(failure.at, failure.code) for failure in refused.value.failures]


def _draft(*lines: LineDraft, **rest: Any) -> OrderDraft:
    return OrderDraft(**{"customer_code": "C-1001", "channel": "B2B", "lines": lines, **rest})


def _counts(database: Database) -> tuple[int, ...]:
    tables = (SalesOrder, OrderLine, NumberCounter)
    with database.read() as reader:
        return tuple(reader.connection.scalar(select(func.count()).select_from(table)) for table in tables)


QUANTITIES = {
    "0": "orders.quantity_not_positive",
    "-1": "orders.quantity_not_positive",
    "1.5": "quantity.too_many_decimals",
    "1e999": "quantity.unreadable",
    "NaN": "quantity.unreadable",
    "Infinity": "quantity.unreadable",
    "３": "quantity.unreadable",
    "": "quantity.unreadable",
    " 3": "quantity.unreadable",
    "9" * 12: "orders.quantity_too_large",
    "9" * 4000: "quantity.unreadable",
}


@pytest.mark.parametrize(("quantity", "code"), QUANTITIES.items(), ids=[q[:12] or "empty" for q in QUANTITIES])
def test_a_quantity_that_makes_no_sense_is_refused(database: Database, company: Any, quantity: str, code: str) -> None:
    faults = _faults(database, _draft(LineDraft(sku="A-100", quantity=quantity)))

    assert faults == [("lines[0].quantity", code)]
    assert _counts(database) == (0, 0, 0)


PRICES = {
    "79.99": "pricing.price_outside_range",
    "200.01": "pricing.price_outside_range",
    "-100": "pricing.price_unreadable",
    "1e2": "pricing.price_unreadable",
    "100.0000001": "pricing.price_unreadable",
    "１００": "pricing.price_unreadable",
}


@pytest.mark.parametrize(("price", "code"), PRICES.items())
def test_a_price_outside_its_range_is_refused(database: Database, company: Any, price: str, code: str) -> None:
    line = LineDraft(sku="A-100", quantity="1", unit_price=price)

    assert _faults(database, _draft(line)) == [("lines[0].unit_price", code)]


def test_a_discount_below_the_floor_is_refused(database: Database, company: Any) -> None:
    line = LineDraft(sku="A-100", quantity="1", discount_percent="20.01")

    assert _faults(database, _draft(line)) == [("lines[0].unit_price", "pricing.price_outside_range")]


def test_all_faults_of_an_order_are_told_at_once(database: Database, company: Any) -> None:
    lines = (
        LineDraft(sku="NOPE", quantity="1"),
        LineDraft(sku="a-100", quantity="1"),
        LineDraft(sku="A-100", quantity="0", unit_price="1"),
        LineDraft(sku="A-200", quantity="150"),
        LineDraft(sku="A-200", quantity="51"),
    )
    draft = _draft(*lines, customer_code="C-0", channel="FAX", warehouse_code="W1")

    assert _faults(database, draft) == [
        ("customer_code", "customers.unknown"),
        ("channel", "orders.channel_unknown"),
        ("lines[0].sku", "catalog.sku_unknown"),
        ("lines[1].sku", "catalog.sku_near_miss"),
        ("lines[2].quantity", "orders.quantity_not_positive"),
        ("lines[2].unit_price", "pricing.price_outside_range"),
        ("lines[3].quantity", "orders.stock_short"),
    ]


def test_short_stock_is_accepted_for_a_product_that_may_be_backordered(place: Place) -> None:
    assert place("A-300", 5).gross_fen == 5_000


def test_a_closed_product_is_refused(database: Database, company: Any) -> None:
    def take_off(tx: Any) -> None:
        product = catalog.product_by_sku(tx, "A-300")
        catalog_service.set_status(tx, product.id, ProductStatus.OFF, reason="供应商停产了")

    database.write(take_off)

    faults = _faults(database, _draft(LineDraft(sku="A-300", quantity="1")))
    assert faults == [("lines[0].sku", "catalog.sku_closed")]


def test_a_blocked_customer_is_refused(database: Database, company: Any) -> None:
    database.write(lambda tx: customers.set_blocked(tx, company.customer, blocked=True, reason="长期拖欠货款"))

    faults = _faults(database, _draft(LineDraft(sku="A-100", quantity="1")))
    assert faults == [("customer_code", "orders.customer_blocked")]


def test_an_external_number_is_taken_once_per_channel(database: Database, place: Place) -> None:
    first = place("A-100", 1, external_no="PO-1")
    place("A-100", 1, external_no="PO-1", channel="B2C")

    with pytest.raises(Rejected) as refused:
        place("A-100", 2, external_no=" PO-1 ")
    (failure,) = refused.value.failures
    assert failure.code == "orders.external_number_taken"
    assert first.number in failure.message("zh")
    assert _counts(database)[:2] == (2, 2)


def test_orders_without_external_number_do_not_collide(place: Place) -> None:
    assert place().number != place(external_no="").number


def test_an_empty_order_and_one_with_too_many_lines_are_refused(database: Database, company: Any) -> None:
    line = LineDraft(sku="A-100", quantity="1")

    assert _faults(database, _draft()) == [("lines", "orders.no_lines")]
    assert _faults(database, _draft(*[line] * 501)) == [("lines", "orders.too_many_lines")]
    order = database.write(lambda tx: service.submit(tx, _draft(*[line] * 501, imported=True)))
    assert order.line_count == 501


def test_the_same_sku_in_two_lines_is_fine(database: Database, company: Any) -> None:
    line = LineDraft(sku="A-100", quantity="2")

    order = database.write(lambda tx: service.submit(tx, _draft(line, line)))
    assert (order.line_count, order.gross_fen) == (2, 40_000)


def test_numbers_count_by_the_day_of_the_house(database: Database, company: Any, clock: Any) -> None:
    clock.set(datetime(2026, 11, 25, 16, 30, tzinfo=UTC))

    order = database.write(lambda tx: service.submit(tx, _draft(LineDraft(sku="A-100", quantity="1"))))
    assert order.number.startswith("SO-261126-")


def test_a_price_typed_below_the_list_counts_as_discount(database: Database, company: Any) -> None:
    typed = LineDraft(sku="A-100", quantity="1", unit_price="95")

    plain = database.write(lambda tx: service.submit(tx, _draft(typed)))
    agreed = database.write(lambda tx: service.submit(tx, _draft(typed, price_agreed=True)))

    assert (plain.discount_percent, agreed.discount_percent) == (5, 0)
