"""fulfilment: every path."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import messages
from kit.errors import Rejected
from tests.bpmn.office import Office


def test_stock_reserved_own_warehouse_is_picked_by_a_person(office: Office) -> None:
    order = office.submit("A-100", 3)

    assert office.status(order) == ("confirmed", "picking")
    assert office.groups(order, "pick") == ("warehouse",)
    assert office.reason(order, "pick") == "拣 1 种货"
    office.complete(order, "pick")
    office.book(order)

    assert office.status(order) == ("confirmed", "shipped")
    assert office.on_hand("A-100", "W1") == 997


def test_goods_complete_go_to_the_carrier(office: Office) -> None:
    order = office.submit("A-100", 3)

    office.complete(order, "pick", variables={"short": []})

    assert office.waits(order) == {"book_shipment"}


def test_goods_missing_that_lie_elsewhere_in_the_house_are_picked_anew(office: Office) -> None:
    order = office.submit("A-100", 3)

    office.complete(order, "pick", variables={"short": [{"sku": "A-100", "quantity": "2", "note": "货位是空的"}]})

    assert office.waits(order) == {"pick"}
    assert office.status(order) == ("confirmed", "picking")
    assert office.held(order) == {"A-100": 3}
    assert office.on_hand("A-100", "W1") == 998
    office.complete(order, "pick")
    assert office.waits(order) == {"book_shipment"}


def test_goods_missing_that_are_nowhere_make_the_order_wait_and_free_the_rest_for_others(office: Office) -> None:
    office.receive("A-300", 5)
    order = office.submit("A-300", 5)
    rival = office.submit("A-300", 4)
    assert office.waits(rival) == {"stock_arrived"}

    office.complete(order, "pick", variables={"short": [{"sku": "A-300", "quantity": "1"}]})
    assert office.status(order) == ("confirmed", "backordered")
    assert office.held(order) == {}
    assert sorted(office.waiting_for("A-300")) == [order, rival]
    messages.relay(office.database)

    assert office.waits(rival) == {"pick"}
    office.receive("A-300", 5)
    assert office.waits(order) == {"pick"}
    assert office.on_hand("A-300", "W1") == 9


def test_goods_missing_of_a_product_that_the_order_does_not_hold_correct_nothing(office: Office) -> None:
    order = office.submit("A-100", 3)

    office.complete(order, "pick", variables={"short": [{"sku": "A-200", "quantity": "2"}]})

    assert office.waits(order) == {"pick"}
    assert office.on_hand("A-200", "W1") == 200


@pytest.mark.parametrize("quantity", ["0", "0.000", "-1", "x"])
def test_goods_missing_by_nothing_are_refused(office: Office, quantity: str) -> None:
    order = office.submit("A-100", 3)

    with pytest.raises(Rejected):
        office.complete(order, "pick", variables={"short": [{"sku": "A-100", "quantity": quantity}]})


def test_third_party_picks_without_a_person(office: Office) -> None:
    order = office.submit("A-100", 3, warehouse="W2")

    assert office.waits(order) == {"book_shipment"}
    office.book(order)

    assert office.status(order) == ("confirmed", "shipped")
    assert "pick" not in office.path(order, "fulfilment")


def test_short_stock_waits_and_reserves_again_when_goods_arrive(office: Office) -> None:
    order = office.submit("A-300", 5)
    assert office.status(order) == ("confirmed", "backordered")
    assert office.waits(order) == {"stock_arrived"}

    office.receive("A-300", 4)
    assert office.waits(order) == {"stock_arrived"}
    office.receive("A-300", 1)

    assert office.waits(order) == {"pick"}
    assert office.path(order, "fulfilment").count("reserve_stock") == 3


def test_short_stock_goes_to_the_vip_first_when_it_is_not_enough_for_all(office: Office) -> None:
    ordinary = office.submit("A-300", 5)
    vip = office.submit("A-300", 5, customer="C-VIP1")

    office.receive("A-300", 5)

    assert "pick" in office.waits(vip)
    assert office.waits(ordinary) == {"stock_arrived"}


def test_carrier_refused_is_arranged_and_booked_again(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.carrier(faults=["refuse"])
    office.book(order)
    assert office.waits(order) == {"arrange_carrier"}
    assert office.groups(order, "arrange_carrier") == ("logistics",)

    office.complete(order, "arrange_carrier", variables={"carrier": "sandbox"})
    office.book(order)

    assert office.status(order) == ("confirmed", "shipped")
    assert office.path(order, "fulfilment").count("book_shipment") == 1
    assert "carrier_refused" in office.path(order, "fulfilment")


def test_not_delivered_after_three_days_has_the_carrier_chased_once(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.book(order)

    office.sleep(timedelta(days=3))
    assert office.waits(order) == {"wait_delivery", "chase_carrier"}
    assert office.groups(order, "chase_carrier") == ("logistics",)
    office.complete(order, "chase_carrier", variables={"promised_on": "2026-11-30"})
    office.sleep(timedelta(days=9))
    assert office.waits(order) == {"wait_delivery"}
    office.deliver(order)

    assert office.ended(order)
    assert "carrier_chased" in office.path(order, "fulfilment")


def test_not_delivered_no_longer_matters_once_the_parcel_is_there(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.book(order)
    office.sleep(timedelta(days=3))

    office.deliver(order)

    assert office.status(order) == ("closed", "delivered")
    assert office.waits(order) == set()
    assert office.ended(order)


def test_a_second_report_of_the_delivery_changes_nothing(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.book(order)

    office.deliver(order)
    office.deliver(order)

    assert office.status(order) == ("closed", "delivered")
