"""Several orders at the same moment for goods that only one of them can have."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from kit.errors import Rejected
from tests.bpmn.office import Office

RIVALS = 8
LAST = 40  # pieces: 4,000.00, approved by rule, so that the stock is reserved at once


def test_of_eight_orders_for_the_last_goods_one_is_taken_and_none_waits(office: Office) -> None:
    office.adjust("A-100", LAST - office.on_hand("A-100", "W1"))
    together = threading.Barrier(RIVALS, timeout=20)

    def order(_: int) -> int | set[str]:
        together.wait()
        try:
            return office.submit("A-100", LAST)
        except Rejected as refusal:
            return {failure.code for failure in refusal.failures}

    with ThreadPoolExecutor(RIVALS) as pool:
        answers = list(pool.map(order, range(RIVALS)))

    taken = [answer for answer in answers if isinstance(answer, int)]
    assert [office.status(order) for order in taken] == [("confirmed", "picking")]
    assert [answer for answer in answers if answer not in taken] == [{"orders.stock_short"}] * (RIVALS - 1)
