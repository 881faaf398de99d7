"""order_to_cash: every path, driven as people and other systems drive it."""

from __future__ import annotations

from tests.bpmn.office import Office


def test_an_ordinary_order_goes_all_orders_order_approved_credit_passed_to_its_end(office: Office) -> None:
    order = office.submit("A-100", 1)
    assert office.waits(order) == {"pick"}

    office.complete(order, "pick")
    office.book(order)
    office.deliver(order)

    assert office.status(order) == ("closed", "delivered")
    assert office.ended(order)
    assert "vip_fast_track" not in office.path(order)
    assert office.path(order)[-1] == "order_closed"


def test_vip_orders_are_pre_stocked_and_followed_up_beside_the_approval(office: Office) -> None:
    order = office.submit("A-100", 51, customer="C-VIP1")

    assert office.tags(order) == ["VIP通道"]
    assert office.waits(order) == {"approve_level1", "prestock", "follow_up"}
    assert office.groups(order, "prestock") == ("warehouse",)
    assert office.groups(order, "follow_up") == ("customer_service",)


def test_vip_orders_close_and_end_when_the_follow_up_is_done(office: Office) -> None:
    order = office.submit("A-100", 1, customer="C-VIP1")
    office.complete(order, "prestock")
    office.complete(order, "pick")
    office.book(order)
    office.deliver(order)
    assert office.status(order) == ("closed", "delivered")
    assert office.waits(order) == {"follow_up"}

    office.complete(order, "follow_up")

    assert office.ended(order)


def test_approval_rejected_ends_the_order_and_its_open_vip_tasks(office: Office) -> None:
    order = office.submit("A-100", 51, customer="C-VIP1")

    office.complete(order, "approve_level1", "reject", comment="价格不对")

    assert office.status(order) == ("rejected", "none")
    assert office.waits(order) == set()
    assert office.ended(order)
    assert office.path(order)[-1] == "order_rejected"


def test_credit_denied_rejects_the_order(office: Office) -> None:
    order = office.submit("A-100", 11, customer="C-LOW1")

    office.complete(order, "risk_approval", "reject", comment="先收旧款")

    assert office.status(order) == ("rejected", "none")
    assert office.frozen(order) == 0
    assert office.ended(order)


def test_cancel_requested_during_the_approval_ends_everything(office: Office) -> None:
    order = office.submit("A-100", 51, customer="C-VIP1")

    office.cancel(order)

    assert office.status(order) == ("cancelled", "none")
    assert office.waits(order) == set()
    assert office.ended(order)


def test_cancel_requested_while_risk_control_decides_ends_everything(office: Office) -> None:
    order = office.submit("A-100", 11, customer="C-LOW1")

    office.cancel(order)

    assert office.status(order) == ("cancelled", "none")
    assert office.ended(order)


def test_cancel_requested_while_stock_is_short_takes_the_order_out_of_the_queue(office: Office) -> None:
    order = office.submit("A-300", 1)

    office.cancel(order)

    assert office.status(order) == ("cancelled", "none")
    assert office.waiting_for("A-300") == []
    assert office.frozen(order) == 0


def test_cancel_requested_before_any_step_was_done_undoes_nothing(office: Office) -> None:
    order = office.submit("A-100", 51)

    office.cancel(order)

    passed = office.path(order)
    assert passed[-2:] == ["order_cancelled", "cancel_on_request"]
    assert not {"release_credit", "take_goods_back"} & set(passed)


def test_cancel_requested_while_risk_control_decides_voids_what_it_had_allowed(office: Office) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")
    office.complete(order, "risk_approval", "approve", variables={"amount": "199.99"})

    office.cancel(order)

    assert office.override_expires(order) == office.clock.now()
    assert office.ended(order)


def test_undo_credit_comes_before_undo_confirmation_and_each_happens_once(office: Office) -> None:
    order = office.submit("A-100", 3)

    office.cancel(order)

    passed = office.path(order, "order_to_cash")
    assert passed[passed.index("cancel_order") :] == [
        "cancel_order",
        "release_credit",
        "give_credit_back",
        "take_goods_back",
        "undo_the_rest",
        "order_cancelled",
        "cancel_on_request",
    ]


def test_undo_credit_does_not_wait_until_the_goods_are_back(office: Office) -> None:
    order = office.submit("A-100", 3)
    office.complete(order, "pick")

    office.cancel(order)

    assert office.waits(order) == {"cancel_waybill"}
    assert (office.held(order), office.frozen(order)) == ({"A-100": 3}, 0)


def test_undo_confirmation_after_the_carrier_refused_asks_nobody_to_arrange_it_any_more(office: Office) -> None:
    order = office.submit("A-100", 1, warehouse="W2")
    office.carrier(faults=["refuse"])
    office.book(order)
    assert office.waits(order) == {"arrange_carrier"}

    office.cancel(order)

    assert office.waits(order) == {"cancel_waybill"}
    office.run_job(order, "cancel_waybill")
    office.complete(order, "put_back")
    assert (office.held(order), office.frozen(order)) == ({}, 0)
    assert office.ended(order)


def test_cancel_requested_while_the_vip_tasks_are_open_ends_them_and_undoes_the_rest(office: Office) -> None:
    order = office.submit("A-100", 1, customer="C-VIP1")
    assert office.waits(order) == {"pick", "prestock", "follow_up"}

    office.cancel(order)

    assert office.waits(order) == set()
    assert (office.held(order), office.frozen(order)) == ({}, 0)
    assert office.ended(order)
