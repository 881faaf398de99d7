"""credit_check: every path. C-LOW1 has a limit of 1000.00, A-100 costs 100.00."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bpmn.office import Office


def test_within_the_limit_nobody_is_asked(office: Office) -> None:
    order = office.submit("A-100", 10, customer="C-LOW1")

    assert office.waits(order) == {"pick"}
    assert office.frozen(order) == 100_000


def test_over_limit_policy_risk_names_only_the_excess(office: Office) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")

    assert office.waits(order) == {"risk_approval"}
    assert office.groups(order, "risk_approval") == ("risk_control",)
    assert office.reason(order, "risk_approval") == "超出额度 ¥200.00"
    assert office.facts(order, "risk_approval")["excess"] == 200


def test_over_limit_the_order_stands_at_its_credit_check_until_it_is_decided(office: Office) -> None:
    waiting = office.submit("A-100", 12, customer="C-LOW1")
    assert (office.order(waiting).step, office.status(waiting)[0]) == (3, "submitted")
    large = office.submit("A-100", 51, customer="C-LOW1")
    assert office.order(large).step == 2
    office.complete(large, "approve_level1", "approve")
    assert (office.order(large).step, office.status(large)[0]) == (3, "in_approval")

    office.complete(waiting, "risk_approval", "approve")
    office.complete(large, "risk_approval", "reject", comment="先收旧款")

    assert office.order(waiting).step == 5
    assert office.order(large).step == 0


def test_risk_approved_freezes_again_and_goes_on(office: Office) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")

    office.complete(order, "risk_approval", "approve")

    assert office.waits(order) == {"pick"}
    assert office.frozen(order) == 120_000
    assert office.path(order, "credit_check").count("try_freeze") == 2


def test_risk_approved_for_less_than_the_excess_comes_back_to_risk_control(office: Office) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")

    office.complete(order, "risk_approval", "approve", variables={"amount": "199.99"})

    assert office.waits(order) == {"risk_approval"}
    assert office.frozen(order) == 0


def test_risk_approved_counts_for_one_order_only(office: Office) -> None:
    first = office.submit("A-100", 12, customer="C-LOW1")
    office.complete(first, "risk_approval", "approve")

    second = office.submit("A-100", 1, customer="C-LOW1")

    assert office.waits(second) == {"risk_approval"}


def test_risk_rejected_denies_the_credit(office: Office) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")

    office.complete(order, "risk_approval", "reject", comment="先收旧款")

    assert "denied_by_risk" in office.path(order, "credit_check")
    assert office.status(order)[0] == "rejected"


def test_policy_pass_lets_a_small_excess_of_a_vip_through_without_a_person(office: Office) -> None:
    office.set_limit("C-VIP1", "100000.00")
    large = office.submit("A-200", 40, customer="C-VIP1")
    office.complete(large, "approve_level1", "approve")
    office.complete(large, "approve_level2", "approve")

    small = office.submit("A-100", 5, customer="C-VIP1")

    assert office.frozen(large) == 10_000_000
    assert office.frozen(small) == 50_000
    assert office.path(small, "credit_check").count("try_freeze") == 2
    assert "risk_approval" not in office.path(small, "credit_check")


def test_policy_deny_refuses_a_large_excess_of_an_overdue_customer(office: Office) -> None:
    office.set_overdue("C-LOW1", "0.01")

    order = office.submit("A-200", 42, customer="C-LOW1")
    office.complete(order, "approve_level1", "approve")
    office.complete(order, "approve_level2", "approve")

    assert "denied_by_policy" in office.path(order, "credit_check")
    assert office.status(order)[0] == "rejected"


@pytest.mark.parametrize("hours", [1, 720])
def test_risk_approved_may_name_the_hours(office: Office, hours: int) -> None:
    order = office.submit("A-100", 12, customer="C-LOW1")

    office.complete(order, "risk_approval", "approve", variables={"valid_hours": hours})

    assert office.override_expires(order) == office.clock.now() + timedelta(hours=hours)
