"""Pages of orders by filters: newest first, without gaps, and old orders are still found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kit.db import Database
from oms.orders import errors, queries, search
from oms.orders.search import OrderFilter

Place = Callable[..., queries.OrderRecord]


def found(database: Database, **narrowed: str) -> list[int]:
    """Ids of all pages, read two at a time."""
    ids: list[int] = []
    cursor = None
    while True:
        with database.read() as reader:
            page = search.search(reader, OrderFilter(**narrowed), cursor=cursor, limit=2)
        ids += [order.id for order in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return ids


@pytest.fixture
def history(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[queries.OrderRecord]:
    """Seven orders, newest first, of which three count as new."""
    monkeypatch.setattr(search, "WINDOW", 3)
    small = {"customer_code": "C-LOW1"}
    rest: list[dict[str, Any]] = [{"external_no": f"PO-{number}"} for number in range(6)]
    rest[1] |= small
    rest[4] |= small | {"channel": "O2O"}
    return [place("A-100", 1, **more) for more in [*rest, {}]][::-1]


def ids(orders: list[queries.OrderRecord], *places: int) -> list[int]:
    return [orders[place].id for place in places]


def test_every_order_comes_once_newest_first(database: Database, history: list[queries.OrderRecord]) -> None:
    assert found(database) == ids(history, 0, 1, 2, 3, 4, 5, 6)


def test_filters_narrow_the_pages(database: Database, history: list[queries.OrderRecord]) -> None:
    assert found(database, customer="c-low1") == ids(history, 2, 5)
    assert found(database, customer="C-LOW1", channel="O2O") == ids(history, 2)
    assert found(database, channel="O2O") == ids(history, 2)
    assert found(database, customer="C-NONE") == []
    assert found(database, status="submitted") == found(database)
    assert found(database, tag="VIP通道") == []


def test_a_status_that_no_order_has_is_refused_with_those_there_are(database: Database) -> None:
    with database.read() as reader, pytest.raises(errors.StatusUnknown) as refused:
        search.search(reader, OrderFilter(status="nope"))
    assert "confirmed" in refused.value.message("zh") and "delivered" in refused.value.message("en")


def test_a_word_is_found_anywhere_in_new_orders(database: Database, history: list[queries.OrderRecord]) -> None:
    assert found(database, q="o-5") == ids(history, 1)
    assert found(database, q=history[0].number[-4:]) == ids(history, 0)
    assert found(database, q="%") == []


def test_old_orders_are_found_by_whole_numbers_and_by_customer(
    database: Database, history: list[queries.OrderRecord]
) -> None:
    assert found(database, q="po-1") == ids(history, 5)
    assert found(database, q="PO-") == ids(history, 1, 2)
    assert found(database, q=history[6].number.lower()) == ids(history, 6)
    assert found(database, q="小额") == ids(history, 2, 5)
    assert found(database, q="c-1001") == ids(history, 0, 1, 3, 4, 6)
    assert found(database, q="小额", channel="B2B") == ids(history, 5)
