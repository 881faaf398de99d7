"""order_approval: every path."""

from __future__ import annotations

import pytest

from engine.errors import SelfApproval
from tests.bpmn.office import Office


def test_no_approval_when_the_rules_allow_it(office: Office) -> None:
    order = office.submit("A-100", 50)

    assert "approved_by_rule" in office.path(order, "order_approval")
    assert office.status(order)[0] == "confirmed"


def test_needs_approval_level1_approved_level1_enough(office: Office) -> None:
    order = office.submit("A-100", 51)
    assert office.status(order)[0] == "in_approval"
    assert office.groups(order, "approve_level1") == ("contract_approver",)
    assert office.reason(order, "approve_level1") == "金额超过 5 千"

    office.complete(order, "approve_level1", "approve")

    assert "approved_at_level1" in office.path(order, "order_approval")
    assert office.status(order)[0] == "confirmed"


def test_needs_approval_for_any_discount(office: Office) -> None:
    order = office.submit("A-100", 1, discount="5")

    assert office.waits(order) == {"approve_level1"}
    assert office.reason(order, "approve_level1") == "有折扣"


def test_level1_rejected_ends_the_order(office: Office) -> None:
    order = office.submit("A-100", 51)

    office.complete(order, "approve_level1", "reject", comment="价格不对")

    assert "rejected_at_level1" in office.path(order, "order_approval")
    assert office.status(order)[0] == "rejected"


def test_level1_returned_is_edited_and_matched_again(office: Office) -> None:
    order = office.submit("A-100", 51)

    office.complete(order, "approve_level1", "return", comment="数量太多")
    assert office.status(order)[0] == "draft"
    assert office.groups(order, "edit_order") == ("sales",)
    assert office.reason(order, "edit_order") == "数量太多"
    office.edit(order, "A-100", 50)
    office.complete(order, "edit_order")

    assert "approved_by_rule" in office.path(order, "order_approval")
    assert office.status(order)[0] == "confirmed"
    assert office.frozen(order) == 500_000


def test_level2_needed_level2_approved(office: Office) -> None:
    order = office.submit("A-200", 21)
    office.complete(order, "approve_level1", "approve")
    assert office.groups(order, "approve_level2") == ("sales_manager",)
    assert office.status(order)[0] == "in_approval"

    office.complete(order, "approve_level2", "approve")

    assert "approved_at_level2" in office.path(order, "order_approval")
    assert office.status(order)[0] == "confirmed"


def test_level2_rejected_ends_the_order(office: Office) -> None:
    order = office.submit("A-200", 21)
    office.complete(order, "approve_level1", "approve")

    office.complete(order, "approve_level2", "reject", comment="利润太低")

    assert "rejected_at_level2" in office.path(order, "order_approval")
    assert office.status(order)[0] == "rejected"


def test_level2_returned_goes_through_both_levels_again(office: Office) -> None:
    order = office.submit("A-200", 21)
    office.complete(order, "approve_level1", "approve")

    office.complete(order, "approve_level2", "return", comment="拆成两单")
    office.complete(order, "edit_order")

    assert office.waits(order) == {"approve_level1"}


@pytest.mark.parametrize("level", ["approve_level1", "approve_level2"])
def test_nobody_approves_an_order_of_his_own(office: Office, level: str) -> None:
    order = office.submit("A-200", 21, by="li")
    if level == "approve_level2":
        office.complete(order, "approve_level1", "approve")

    with pytest.raises(SelfApproval):
        office.complete(order, level, "approve", by="li")

    assert office.waits(order) == {level}
