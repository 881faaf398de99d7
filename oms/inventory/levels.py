"""The only place that changes stock rows: guarded UPDATEs, and the movements that explain them.

Rows are locked in the order given; callers sort by warehouse and SKU, so that two orders never wait for each
other in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, insert, select, update

from kit.compiled import Compiled, among
from kit.db import Tx
from kit.insert_once import insert_once
from kit.tables import Scaled
from oms.inventory.models import StockLevel, StockMovement
from oms.inventory.rules import MovementKind

_HAND, _PROMISE = bindparam("hand", type_=Scaled), bindparam("promise", type_=Scaled)
_MOVE = Compiled(
    update(StockLevel)
    .where(
        StockLevel.warehouse_id == bindparam("in_warehouse"),
        StockLevel.sku == bindparam("of_sku"),
        StockLevel.on_hand + _HAND >= StockLevel.reserved + _PROMISE,
        StockLevel.reserved + _PROMISE >= 0,
    )
    .values(
        on_hand=StockLevel.on_hand + _HAND,
        reserved=StockLevel.reserved + _PROMISE,
        version=StockLevel.version + 1,
    )
)
_BALANCES = Compiled(
    select(StockLevel.sku, StockLevel.on_hand, StockLevel.reserved, StockLevel.version).where(
        StockLevel.warehouse_id == bindparam("in_warehouse"), among(StockLevel.sku, "skus")
    )
)
_LOCK = Compiled(
    select(StockLevel.sku)
    .where(StockLevel.warehouse_id == bindparam("in_warehouse"), among(StockLevel.sku, "skus"))
    .order_by(StockLevel.sku)
    .with_for_update()
)
_ENTER = Compiled(insert(StockMovement))


@dataclass(frozen=True)
class Cause:
    """Why stock moves: the kind, the order or the reason behind it."""

    kind: MovementKind
    order_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Change:
    """By how much one row changes; `kind` where it is another than the cause's."""

    sku: str
    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    kind: MovementKind | None = None


def move(tx: Tx, warehouse_id: int, changes: Sequence[Change], cause: Cause) -> bool:
    """Change rows, each SKU once. False if one of them would promise more than there is.

    After False some rows are changed: the caller undoes his savepoint or his transaction.
    """
    steps = [
        {"in_warehouse": warehouse_id, "of_sku": step.sku, "hand": step.on_hand, "promise": step.reserved}
        for step in changes
    ]
    if _MOVE.run_many(tx, steps) != len(steps):
        return False
    of_skus = {"in_warehouse": warehouse_id, "skus": [step.sku for step in changes]}
    balances = {sku: balance for sku, *balance in _BALANCES.rows(tx, of_skus)}
    _ENTER.run_many(tx, [_movement(tx, warehouse_id, step, balances[step.sku], cause) for step in changes])
    return True


def ensure_row(tx: Tx, warehouse_id: int, sku: str) -> None:
    """Make the stock row, empty, if there is none."""
    empty = {"on_hand": Decimal(0), "reserved": Decimal(0), "bin": "", "version": 0}
    insert_once(tx, StockLevel, {"warehouse_id": warehouse_id, "sku": sku, **empty})


def lock(tx: Tx, warehouse_id: int, skus: Sequence[str]) -> None:
    """Hold these rows, made when missing, in SKU order until the transaction ends. Nothing to do on SQLite."""
    if not tx.postgres:
        return
    rows = {"in_warehouse": warehouse_id, "skus": list(skus)}
    missing = sorted(set(skus) - {row[0] for row in _LOCK.rows(tx, rows)})
    for sku in missing:
        ensure_row(tx, warehouse_id, sku)
    if missing:
        _LOCK.rows(tx, rows)


def _movement(tx: Tx, warehouse_id: int, step: Change, balance: Sequence[object], cause: Cause) -> dict[str, object]:
    on_hand, reserved, version = balance
    return {
        "warehouse_id": warehouse_id,
        "sku": step.sku,
        "n": version,
        "kind": (step.kind or cause.kind).value,
        "on_hand_change": step.on_hand,
        "reserved_change": step.reserved,
        "on_hand_after": on_hand,
        "reserved_after": reserved,
        "order_id": cause.order_id,
        "reason": cause.reason,
        "actor": tx.actor.name,
        "at": tx.now,
    }
