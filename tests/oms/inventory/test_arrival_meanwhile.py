"""Goods that arrive while an order finds out that they are missing: the order must not wait for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from kit.db import Database, Tx
from oms.inventory import queries, service

LONG_ENOUGH = 0.5  # seconds for the other transaction to reach the stock row
ONE = Decimal(1)


@pytest.mark.parametrize("sku", ["A-300", "NEW-1"], ids=["empty row", "no row"])
def test_goods_that_arrive_meanwhile_find_the_order_that_waits(database: Database, company: Any, sku: str) -> None:
    asked = threading.Event()

    def reserve(tx: Tx) -> None:
        answer = service.reserve(tx, 7, company.own, {sku: ONE})
        assert not answer.complete
        asked.set()
        time.sleep(LONG_ENOUGH)
        service.wait(tx, 7, company.own, answer.shortages, priority=0)

    def receive(tx: Tx) -> list[int]:
        service.receive(tx, company.own, sku, ONE, reason="供应商到货")
        return queries.waiting_orders(tx, company.own, sku)

    with ThreadPoolExecutor(1) as threads:
        reserving = threads.submit(database.write, reserve)
        assert asked.wait(10)
        assert database.write(receive) == [7]
        reserving.result(10)
