"""The demo orders run their processes and leave the fixed demo data alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import handlers
from engine import definitions, runtime
from kit.config import Settings
from kit.db import Database
from oms.credit import queries as credit
from oms.customers import queries as customers
from oms.inventory import queries as stock
from oms.orders import search as orders
from samples import demo, demo_orders

BPMN = Path(__file__).parents[2] / "bpmn"

handlers.register()


def test_they_fill_the_inboxes_once_and_spare_the_fixed_data(database: Database, settings: Settings) -> None:
    files = {p.name: p.read_bytes() for pattern in ("*.bpmn", "*.dmn", "forms/*.json") for p in BPMN.glob(pattern)}
    runtime.install(database, settings)
    database.write(lambda tx: definitions.deploy(tx, files, note="演示部署"))
    demo.load(database)

    assert demo_orders.load(database) == 40
    assert demo_orders.load(database) == 0

    with database.read() as reader:
        there = orders.search(reader, orders.OrderFilter(), limit=200).items
        low = credit.account(reader, customers.customer_by_code(reader, "C-LOW1").id)
        w1 = stock.available(reader, stock.warehouse_by_code(reader, "W1").id, ["A-100", "A-200"])
    states = Counter(order.commercial for order in there)
    assert len(there) == 40
    assert states["in_approval"] >= 5
    assert states["confirmed"] >= 15
    assert {order.submitted_by for order in there} == {"sales"}
    assert any("VIP通道" in order.tags for order in there)
    assert any(order.fulfilment == "backordered" for order in there)
    assert low.frozen_fen == 0
    assert w1 == {"A-100": Decimal(1000), "A-200": Decimal(200)}
