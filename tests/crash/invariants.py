"""What holds after every commit, whoever died: I1 to I8 of docs/guarantees.md. Each check returns its breaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text

from engine import codec, kernel, runtime
from engine.models import InstanceStatus
from engine.services import TransactionServices
from engine.work_items import KINDS, task_id
from kit.db import Reader
from oms.audit import verify
from tests.crash.company import Company
from tests.crash.notebook import Notebook

BY_QUERY = {
    "I1 reserved is what orders hold": (
        "SELECT s.warehouse_id, s.sku, s.reserved FROM stock_level s WHERE s.reserved <> coalesce((SELECT"
        " sum(r.quantity) FROM reservation r WHERE r.warehouse_id = s.warehouse_id AND r.sku = s.sku), 0)"
        " OR s.reserved < 0 OR s.reserved > s.on_hand"
    ),
    "I1 the ledger adds up to the stock": (
        "SELECT s.warehouse_id, s.sku FROM stock_level s WHERE (s.on_hand, s.reserved, s.version) <> (SELECT"
        " coalesce(sum(m.on_hand_change), 0), coalesce(sum(m.reserved_change), 0), count(*) FROM stock_movement m"
        " WHERE m.warehouse_id = s.warehouse_id AND m.sku = s.sku)"
    ),
    "I2 frozen is what orders hold": (
        "SELECT a.customer_id, a.frozen_fen FROM credit_account a WHERE a.frozen_fen <> coalesce((SELECT"
        " sum(f.amount_fen) FROM credit_freeze f WHERE f.customer_id = a.customer_id AND f.active), 0)"
        " OR a.used_fen + a.frozen_fen > a.limit_fen + a.allowance_fen"
    ),
    "I2 only open orders freeze credit": (
        "SELECT f.order_id FROM credit_freeze f JOIN sales_order o ON o.id = f.order_id WHERE f.active"
        " AND o.commercial IN ('rejected', 'cancelled', 'closed')"
    ),
    "I3 a delivery counts once": (
        "SELECT order_id FROM shipment WHERE status <> 'cancelled' GROUP BY order_id HAVING count(*) > 1"
    ),
    "I4 an order has one main instance": (
        "SELECT o.id FROM sales_order o WHERE (SELECT count(*) FROM instance i WHERE i.business_key ="
        " CAST(o.id AS varchar(40))) <> 1 OR o.process_instance_id IS NULL"
    ),
    "I4 it lives while the order is open": (
        "SELECT o.id, o.commercial, i.status FROM sales_order o JOIN instance i ON i.id = o.process_instance_id"
        " WHERE i.status = 2 AND o.commercial NOT IN ('rejected', 'cancelled', 'closed')"
    ),
    "I7 no more leaves than was ordered": "SELECT order_id, sku FROM order_line WHERE reserved + shipped > quantity",
    "I7 what was shipped left the shelf": (
        "SELECT l.order_id, l.sku FROM order_line l GROUP BY l.order_id, l.sku HAVING sum(l.shipped) <> coalesce(("
        "SELECT sum(r.issued) FROM reservation r WHERE r.order_id = l.order_id AND r.sku = l.sku), 0)"
    ),
    "I8 no message to the outside was given up": "SELECT id, error FROM outbox WHERE failed <> 0",
}
ORPHANS = (
    "SELECT w.id, w.element FROM work_item w WHERE w.kind = 2 AND w.status = 0 AND NOT EXISTS (SELECT 1 FROM"
    " procrastinate_jobs p WHERE p.args->>'task_id' = replace(w.id::text, '-', '') AND p.status IN ('todo', 'doing'))"
)


def breaches(company: Company) -> list[str]:
    """Everything that does not hold now."""
    with company.database.read() as reader:
        found = [f"{name}: {tuple(row)}" for name, query in BY_QUERY.items() for row in _rows(reader, query)]
        found += [f"I5 {line}" for line in _work_items(reader)]
        found += [f"I6 {finding}" for finding in verify.verify(reader, company.anchors).findings]
        if reader.postgres:
            found += [f"I8 nobody will run the job {tuple(row)}" for row in _rows(reader, ORPHANS)]
    return found


def lost(company: Company, notebook: Notebook) -> list[str]:
    """Orders that were acknowledged before the crash and are not there."""
    acknowledged = notebook.answers("submit ")
    with company.database.read() as reader:
        there = {str(row.id) for row in _rows(reader, "SELECT id FROM sales_order")}
    return [f"P1 {step} was acknowledged and is lost" for step, order in acknowledged.items() if order not in there]


def _rows(reader: Reader, query: str) -> list[Any]:
    return list(reader.connection.execute(text(query)))


def _work_items(reader: Reader) -> Iterator[str]:
    """Each open work item is one waiting task of its instance's state, and the other way round."""
    states = _rows(
        reader,
        "SELECT i.id, i.bundle, i.business_key, i.status, i.version, s.version AS state_version, s.blob"
        " FROM instance i JOIN instance_state s ON s.instance_id = i.id",
    )
    for row in states:
        if row.version != row.state_version:
            yield f"instance {row.id} is at {row.version}, its state at {row.state_version}"
        waits = _waits(reader, row) if row.status != InstanceStatus.CANCELLED else {}
        items = {
            task_id(item.id): item.kind
            for item in _rows(reader, f"SELECT id, kind FROM work_item WHERE instance_id = {row.id}")
        }
        if waits != items:
            yield f"instance {row.id} waits for {waits}, its work items are {items}"


def _waits(reader: Reader, row: Any) -> dict[Any, int]:
    engine = runtime.of(reader)
    bundle = engine.bundles.load(reader, row.bundle)
    services: Any = TransactionServices(reader, bundle, engine.zone, row.id, row.business_key)  # type: ignore[arg-type]
    workflow = codec.load(bytes(row.blob), bundle.specs, services)
    return {key: int(KINDS[wait.kind]) for key, wait in kernel.waits(workflow).items() if wait.kind in KINDS}
