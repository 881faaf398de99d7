"""orders.*: the order's status follows its process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from kit.db import Database
from oms.credit import queries as credit
from oms.customers import queries as customers
from oms.orders import queries as orders
from oms.orders.errors import StatusConflict
from oms.orders.queries import OrderRecord

Place = Callable[..., OrderRecord]
Run = Callable[..., dict[str, Any]]


def status(database: Database, order_id: int) -> tuple[str, str]:
    with database.read() as reader:
        order = orders.order(reader, order_id)
    return order.commercial, order.fulfilment


def test_a_vip_order_carries_the_tag_and_the_customer_the_tier(database: Database, place: Place, run: Run) -> None:
    order = place()

    result = run("orders.tag_tier", order_id=str(order.id), tier="VIP", priority=9)

    assert result == {"tags": ["VIP通道"]}
    with database.read() as reader:
        assert orders.order(reader, order.id).priority == 9
        assert customers.customer_by_id(reader, order.customer_id).tier == "VIP"


def test_an_ordinary_order_carries_no_tag(place: Place, run: Run) -> None:
    assert run("orders.tag_tier", order_id=str(place().id), tier="ordinary", priority=3) == {"tags": []}


def test_tagging_twice_leaves_one_tag(place: Place, run: Run) -> None:
    order = place()
    run("orders.tag_tier", order_id=str(order.id), tier="VIP", priority=9)

    assert run("orders.tag_tier", order_id=str(order.id), tier="VIP", priority=9) == {"tags": ["VIP通道"]}


def test_an_order_is_approved_and_confirmed(database: Database, place: Place, run: Run) -> None:
    order = place()

    run("orders.await_approval", order_id=str(order.id))
    run("orders.confirm", order_id=str(order.id))

    assert status(database, order.id) == ("confirmed", "none")


def test_a_rejection_without_comment_still_has_a_reason(database: Database, place: Place, run: Run) -> None:
    order = place()

    run("orders.reject", order_id=str(order.id), step="审批驳回", comment=None)

    assert status(database, order.id) == ("rejected", "none")


def test_a_returned_order_is_a_draft_and_comes_back_with_its_new_facts(
    database: Database, place: Place, run: Run
) -> None:
    order = place(quantity=3)

    run("orders.return_for_edit", order_id=str(order.id), comment="数量不对")
    assert status(database, order.id) == ("draft", "none")
    result = run("orders.resubmit", order_id=str(order.id))

    assert result == {"gross": 300, "discount_percent": 0.0, "submitted_by": "system"}
    assert status(database, order.id) == ("submitted", "none")


def test_an_order_that_is_not_delivered_cannot_be_closed(place: Place, run: Run) -> None:
    with pytest.raises(StatusConflict):
        run("orders.close", order_id=str(place().id))


def test_cancelling_before_the_pick_says_that_nothing_was_picked(database: Database, place: Place, run: Run) -> None:
    order = place()

    assert run("orders.cancel", order_id=str(order.id), reason="客户不要了") == {"picked": False}
    assert status(database, order.id) == ("cancelled", "none")


def test_cancelling_after_the_pick_says_that_goods_are_off_the_shelf(place: Place, run: Run) -> None:
    order = place()
    key = str(order.id)
    for topic in ("orders.confirm", "inventory.reserve", "inventory.create_pick_list", "inventory.confirm_pick"):
        run(topic, order_id=key)

    assert run("orders.cancel", order_id=key, reason="客户不要了") == {"picked": True}


def test_delivery_turns_frozen_credit_into_a_receivable(
    database: Database, place: Place, run: Run, carrier_url: str
) -> None:
    order = place(quantity=2)
    key = str(order.id)
    for topic in ("credit.try_freeze", "orders.confirm", "inventory.reserve", "logistics.book"):
        run(topic, order_id=key)

    run("orders.mark_delivered", order_id=key)
    run("orders.close", order_id=key)

    assert status(database, order.id) == ("closed", "delivered")
    with database.read() as reader:
        account = credit.account(reader, order.customer_id)
    assert (account.used_fen, account.frozen_fen) == (20_000, 0)


def test_a_misspelled_input_is_refused(place: Place, run: Run) -> None:
    with pytest.raises(ValidationError):
        run("orders.confirm", order_id=str(place().id), ordr="1")
