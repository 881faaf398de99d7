"""What a scenario has left behind, in words that are the same for every run: ids, times and counters of tries are out.

Two runs with equal fingerprints ended in the same state, and each event happened equally often in both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, text

from engine import runtime
from kit.db import Database, Reader
from tests.crash.carrier_book import Parcels

QUERIES = {
    "orders": (
        "SELECT id AS o, commercial, fulfilment, payment, tier, priority, tags, net_fen, tax_fen, gross_fen, version,"
        " submitted_by, updated_by, channel FROM sales_order"
    ),
    "lines": "SELECT order_id AS o, sku, quantity, unit_price, reserved, shipped, gross_fen FROM order_line",
    "stock": "SELECT warehouse_id AS w, sku, on_hand, reserved, version FROM stock_level WHERE version > 1",
    "movements": (
        "SELECT warehouse_id AS w, sku, kind, sum(on_hand_change), sum(reserved_change), count(*), order_id AS o"
        " FROM stock_movement GROUP BY warehouse_id, sku, kind, order_id"
    ),
    "reservations": "SELECT order_id AS o, warehouse_id AS w, sku, quantity, issued FROM reservation",
    "stock_waits": "SELECT order_id AS o, warehouse_id AS w, sku, quantity FROM stock_wait",
    "pick_lists": "SELECT order_id AS o, status, picked_by FROM pick_list",
    "credit": "SELECT customer_id AS c, limit_fen, used_fen, frozen_fen, allowance_fen, version FROM credit_account",
    "credit_entries": "SELECT customer_id AS c, kind, amount_fen, order_id AS o FROM credit_entry",
    "credit_freezes": "SELECT order_id AS o, amount_fen, active FROM credit_freeze",
    "overrides": "SELECT order_id AS o, amount_fen, granted_by, used_at IS NULL FROM credit_override",
    "shipments": "SELECT order_id AS o, carrier, status, rank FROM shipment",
    "tracking": (
        "SELECT s.order_id AS o, e.status, count(*) FROM tracking_event e JOIN shipment s ON s.id = e.shipment_id"
        " GROUP BY s.order_id, e.status"
    ),
    "work_items": (
        "SELECT i.business_key AS k, w.element, w.kind, w.status, w.candidates AS g, w.assignee FROM work_item w"
        " JOIN instance i ON i.id = w.instance_id"
    ),
    "closed_tasks": (
        "SELECT i.business_key AS k, t.element, t.outcome, t.actor_name FROM closed_task t"
        " JOIN instance i ON i.id = t.instance_id"
    ),
    "instances": (
        "SELECT i.business_key AS k, b.process_id, i.status, i.version, i.incidents FROM instance i"
        " JOIN bundle b ON b.id = i.bundle"
    ),
    "notices": "SELECT order_id AS o, user_group, level, zh AS t FROM notification",
    "outbox": "SELECT topic, failed FROM outbox",
    "messages": "SELECT name, correlation AS k, delivered_at IS NULL FROM message_inbox",
    "keys": 'SELECT route, "key" AS t FROM idempotency_key',
    "imports": "SELECT status, total, rows, error FROM import_job",
    "import_items": "SELECT ordinal, external_no, outcome, order_id AS o FROM import_item",
    "import_rejects": 'SELECT "row", external_no, reasons, amount_fen FROM import_reject',
    "customers": "SELECT code, tier, priority, version FROM customer",
    "journal": "SELECT stream AS s, action, reason AS t, actor_name FROM journal",
}
NUMBER = re.compile(r"SO-\d{6}-\d{4,}")
LONG = re.compile(r"\d{15,}")


def of(database: Database, parcels: Parcels) -> dict[str, list[str]]:
    """Per subject the sorted rows as text."""
    with database.read() as reader:
        names = _Names(reader)
        told = {
            subject: sorted(names.row(row._mapping) for row in reader.connection.execute(text(query)))
            for subject, query in QUERIES.items()
        }
    told["parcels"] = sorted(names.text(line) for line in parcels.told())
    return told


def differences(expected: dict[str, list[str]], found: dict[str, list[str]]) -> list[str]:
    """One line per row that is missing or too many."""
    lines = []
    for subject in expected:
        wanted, there = Counter(expected[subject]), Counter(found[subject])
        lines += [f"{subject}: missing {row}" for row in sorted((wanted - there).elements())]
        lines += [f"{subject}: too many {row}" for row in sorted((there - wanted).elements())]
    return lines


class _Names:
    """Replaces ids by what people call the thing; the column's short name says which kind of id it is."""

    def __init__(self, reader: Reader) -> None:
        rows = reader.connection.execute(text("SELECT id, number, external_no FROM sales_order")).all()
        self._orders = {str(row.id): f"order {row.external_no}" for row in rows}
        self._numbers = {row.number: f"number of {row.external_no}" for row in rows}
        self._warehouses = _pairs(reader.connection, "SELECT id, code FROM warehouse")
        self._customers = _pairs(reader.connection, "SELECT id, code FROM customer")
        keys = _pairs(reader.connection, "SELECT id, business_key FROM instance")
        self._streams = {
            **{stream: f"instance of {self.text(key)}" for stream, key in keys.items()},
            **self._orders,
            **self._customers,
        }
        groups = runtime.of(reader).candidates
        self._by_kind: dict[str, Callable[[Any], str]] = {
            "o": lambda value: self._orders.get(str(value), str(value)),
            "k": lambda value: self._orders.get(str(value), str(value)),
            "w": lambda value: self._warehouses[str(value)],
            "c": lambda value: self._customers[str(value)],
            "g": lambda value: ",".join(groups.groups(reader, value)),
            "s": lambda value: self._streams.get(str(value), "another stream"),
            "t": lambda value: self.text(str(value)),
        }

    def row(self, row: Any) -> str:
        return " | ".join(self._cell(str(column), value) for column, value in row.items())

    def text(self, text_: str) -> str:
        """Order numbers and ids inside of a text."""
        named = NUMBER.sub(lambda found: self._numbers.get(found.group(), found.group()), text_)
        return LONG.sub(lambda found: self._orders.get(found.group(), found.group()), named)

    def _cell(self, column: str, value: Any) -> str:
        if value is None or column not in self._by_kind:
            return str(value) if not isinstance(value, bool) else str(int(value))
        return self._by_kind[column](value)


def _pairs(connection: Connection, query: str) -> dict[str, str]:
    rows: Iterable[Any] = connection.execute(text(query))
    return {str(row[0]): row[1] for row in rows}
