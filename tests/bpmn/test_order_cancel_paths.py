"""order_cancel: every path."""

from __future__ import annotations

import pytest

from oms.orders.errors import AlreadyShipped, StatusConflict
from tests.bpmn.office import Office


def test_goods_never_left_the_shelf_so_stock_and_credit_are_free_at_once(office: Office) -> None:
    order = office.submit("A-100", 3)
    assert office.waits(order) == {"pick"}

    office.cancel(order)

    assert office.ended(order)
    assert office.status(order) == ("cancelled", "none")
    assert (office.held(order), office.frozen(order)) == ({}, 0)
    assert "put_back" not in office.path(order, "order_cancel")


def test_goods_off_shelf_are_put_back_before_their_stock_is_free(office: Office) -> None:
    order = office.submit("A-100", 3)
    office.complete(order, "pick")

    office.cancel(order)
    assert office.status(order) == ("cancelled", "none")
    office.run_job(order, "cancel_waybill")
    assert office.waits(order) == {"put_back"}
    assert office.held(order) == {"A-100": 3}
    office.complete(order, "put_back")

    assert office.ended(order)
    assert office.held(order) == {}


def test_goods_off_shelf_with_a_booking_whose_answer_was_lost_leave_no_parcel(office: Office) -> None:
    order = office.submit("A-100", 3)
    office.complete(order, "pick")
    office.book_and_lose_the_answer(order)

    office.cancel(order)
    office.run_job(order, "cancel_waybill")

    assert office.parcels(order) == 0


def test_a_shipped_order_is_not_cancelled(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.book(order)

    with pytest.raises(AlreadyShipped):
        office.cancel(order)

    assert office.waits(order) == {"wait_delivery"}


def test_a_rejected_order_is_not_cancelled(office: Office) -> None:
    order = office.submit("A-100", 51)
    office.complete(order, "approve_level1", "reject", comment="价格不对")

    with pytest.raises(StatusConflict):
        office.cancel(order)


def test_cancelling_twice_changes_nothing(office: Office) -> None:
    order = office.submit("A-100", 51)

    office.cancel(order)
    office.cancel(order)

    assert office.status(order) == ("cancelled", "none")
