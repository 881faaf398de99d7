"""vip_fast_track: both tasks side by side, in either order."""

from __future__ import annotations

import pytest

from tests.bpmn.office import Office


@pytest.mark.parametrize("order_of_work", [("prestock", "follow_up"), ("follow_up", "prestock")])
def test_both_tasks_are_done_in_either_order(office: Office, order_of_work: tuple[str, str]) -> None:
    order = office.submit("A-100", 51, customer="C-VIP1")

    for task in order_of_work:
        office.complete(order, task)

    assert "vip_done" in office.path(order, "vip_fast_track")
    assert office.waits(order) == {"approve_level1"}


def test_both_groups_are_notified_when_the_order_comes_in(office: Office) -> None:
    office.submit("A-100", 51, customer="C-VIP1")

    assert [len(office.notices(group)) for group in ("warehouse", "customer_service", "logistics")] == [1, 1, 0]
