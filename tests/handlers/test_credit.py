"""credit.*: within the limit nobody is asked, above it only the excess counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from kit.db import Database
from oms.credit import queries as credit
from oms.orders.queries import OrderRecord

Place = Callable[..., OrderRecord]
Run = Callable[..., dict[str, Any]]


def frozen(database: Database, order: OrderRecord) -> int:
    with database.read() as reader:
        return credit.frozen_by(reader, order.id)


def test_an_order_within_the_limit_is_frozen(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=100)

    result = run("credit.try_freeze", order_id=str(order.id))

    assert result == {
        "granted": True,
        "excess": 0,
        "excess_text": "0.00",
        "excess_percent": 0.0,
        "available": 0,
    }
    assert frozen(database, order) == 1_000_000


def test_an_order_above_the_limit_names_its_excess_with_two_decimals(place: Place, run: Run) -> None:
    order = place(quantity=101)

    result = run("credit.try_freeze", order_id=str(order.id))

    assert result["granted"] is False
    assert (result["excess"], result["excess_text"], result["excess_percent"]) == (100, "100.00", 1.0)


def test_an_override_lets_the_excess_pass_once(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=101)
    key = str(order.id)
    run("credit.try_freeze", order_id=key)

    run("credit.grant_override", order_id=key, amount=100, excess=100, valid_hours=24, comment="老客户")

    assert run("credit.try_freeze", order_id=key)["granted"] is True
    assert frozen(database, order) == 1_010_000


def test_an_override_is_never_larger_than_the_excess(place: Place, run: Run) -> None:
    order, other = place(quantity=101), place(quantity=1)
    run("credit.try_freeze", order_id=str(other.id))

    run("credit.grant_override", order_id=str(order.id), amount="99999.00", excess=100, valid_hours=24)

    assert run("credit.try_freeze", order_id=str(order.id))["granted"] is False


@pytest.mark.parametrize("amount", ["0", -1, "1.234", "NaN", "Infinity"])
def test_an_amount_that_is_none_is_refused(place: Place, run: Run, amount: object) -> None:
    with pytest.raises(ValidationError):
        run("credit.grant_override", order_id=str(place().id), amount=amount, excess=100, valid_hours=24)


def test_released_credit_is_free_again(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=100)
    run("credit.try_freeze", order_id=str(order.id))

    run("credit.release", order_id=str(order.id))
    run("credit.release", order_id=str(order.id))

    assert frozen(database, order) == 0
