"""One contestant: whole orders through the engine, durable and audited. `orders_run.py KIND URL FOLDER CLIENTS`.

engine: the shipped diagrams with handlers that answer at once, so that it is the work that the stock engine does, made
durable. business: the real handlers with stock, credit and orders. A client runs its order's remote job itself.
"""

from __future__ import annotations

import dataclasses
import gc
import itertools
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import company
from contest import percentile, serve

from api import app
from engine import inbox, instances, jobs, messages, topics
from engine.kernel import Kind
from handlers import triggers
from integrations.carrier import TrackingEvent, TrackingStatus
from kit import clock, ids
from kit.db import SYSTEM, Database, Tx
from oms.logistics import queries as shipments
from oms.orders.draft import LineDraft, OrderDraft

LINES = 3
TTL = timedelta(days=1)
ANSWERS: dict[str, dict[str, Any]] = {
    "orders.tag_tier": {"tags": []},
    "credit.try_freeze": {
        "granted": True, "excess": 0, "excess_text": "0.00", "excess_percent": 0.0, "available": 100000
    },
    "inventory.reserve": {"reserved": True, "shortage": []},
    "inventory.create_pick_list": {"pick_lines": LINES},
    "logistics.book": {"carrier": "instant", "waybill": "I1"},
}  # fmt: skip
FACTS = {"revenue_12m": 0, "overdue": 0, "contract": False, "manual_tier": None, "kind": "company"}
Open = dict[UUID, Kind]


class Orders:
    """Drives orders as fast as the database lets it; a client has one order at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers = itertools.count(ids.new_id() % 10**9)
        self._lock = threading.Lock()
        self.advances: list[float] = []

    def whole(self) -> None:
        with self._lock:
            number = next(self._numbers)
        instance, key, waits = self._write(partial(self.submit, number=number), company.CLERK)
        waits = self._complete(instance, waits, "approve", "contract_approver", company.APPROVER)
        waits = self._complete(instance, waits, "complete", "warehouse", company.PICKER)
        began = time.perf_counter()
        jobs.run(self._database, _only(waits, Kind.JOB))
        self.advances.append(time.perf_counter() - began)
        self._write(partial(self.deliver, key=key), SYSTEM)

    def submit(self, tx: Tx, number: int) -> tuple[int, str, Open]:
        key = str(ids.new_id())
        variables = {
            "order_id": key, "order_number": f"SO-{number}", "customer_id": "2", "customer_code": "C-1001",
            "channel": "B2B", "tier_facts": FACTS, "gross": 6000, "discount_percent": 0.0, "urgent": False,
            "submitted_by": "sales", "warehouse_code": "W1", "warehouse_kind": "own",
        }  # fmt: skip
        started = instances.start(tx, "order_to_cash", variables, business_key=key)
        return started.instance_id, key, _waits(tx, started.instance_id)

    def deliver(self, tx: Tx, key: str) -> None:
        done = messages.publish(tx, "shipment.delivered", key, {"delivered_at": clock.iso(tx.now)}, ttl=TTL)
        if not done.delivered:
            raise RuntimeError("nobody waited for the delivery")

    def _complete(self, instance: int, waits: Open, outcome: str, group: str, actor: Any) -> Open:
        task = _only(waits, Kind.USER)

        def work(tx: Tx) -> Open:
            inbox.complete(tx, task, outcome=outcome, groups=frozenset({group}))
            return _waits(tx, instance)

        return self._write(work, actor)

    def _write(self, work: Callable[[Tx], Any], actor: Any) -> Any:
        began = time.perf_counter()
        result = self._database.write(work, actor=actor)
        self.advances.append(time.perf_counter() - began)
        return result


class BusinessOrders(Orders):
    """The same with everything that an order means."""

    def submit(self, tx: Tx, number: int) -> tuple[int, str, Open]:
        lines = tuple(LineDraft(sku=company.sku(number * LINES + n), quantity="2") for n in range(LINES))
        draft = OrderDraft(
            customer_code=company.customer(number), channel="B2B", external_no=f"X-{ids.new_id()}", lines=lines
        )
        order = triggers.submit_order(tx, draft)
        instance = next(iter(tx.memo["live"]))
        return instance, str(order.id), _waits(tx, instance)

    def deliver(self, tx: Tx, key: str) -> None:
        parcel = shipments.shipments_of(tx, int(key))[0]
        event = TrackingEvent(
            carrier=parcel.carrier, event_id="signed", waybill=parcel.waybill, reference=key,
            status=TrackingStatus.DELIVERED, occurred_at=tx.now, text="已签收",
        )  # fmt: skip
        triggers.carrier_pushed(tx, event)


def answer_at_once() -> None:
    """Every handler of the diagrams gives a fixed answer; inputs and outputs are checked as always."""
    for topic, handler in topics.REGISTRY.items():
        made = handler.output(**ANSWERS.get(topic, {})) if topic in ANSWERS or not handler.output.model_fields else None
        topics.REGISTRY[topic] = dataclasses.replace(handler, run=lambda *_, made=made: made, apply=None)


def measure(orders: Orders, clients: int, seconds: float) -> dict[str, Any]:
    """Orders a second by `clients` threads, and milliseconds of one durable step."""
    done, end = itertools.count(), time.perf_counter() + seconds
    orders.advances = []

    def work() -> None:
        while time.perf_counter() < end:
            orders.whole()
            next(done)

    began, busy = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, busy = time.perf_counter() - began, time.process_time() - busy
    steps, finished = orders.advances, next(done)
    return {
        "per_s": finished / spent,
        "cpu_ms": busy * 1e3 / max(finished, 1),
        "step_p50_ms": percentile(steps, 0.5) * 1e3,
        "step_p95_ms": percentile(steps, 0.95) * 1e3,
    }


def _waits(tx: Tx, instance: int) -> Open:
    live: Any = tx.memo["live"]
    return dict(live[instance].open)


def _only(waits: Open, kind: Kind) -> UUID:
    return next(task for task, waited in waits.items() if waited == kind)


def opened(kind: str, url: str, folder: Path) -> tuple[Database, Orders]:
    database = company.open_database(company.settings(folder, url))
    company.found(database)
    if kind == "engine":
        answer_at_once()
        return database, Orders(database)
    company.use_instant_carrier()
    return database, BusinessOrders(database)


if __name__ == "__main__":
    kind, url, folder, clients = sys.argv[1:5]
    database, orders = opened(kind, url, Path(folder))
    for _ in range(5):
        orders.whole()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*app.GARBAGE)
    serve(lambda seconds: measure(orders, int(clients), seconds))
    database.close()
