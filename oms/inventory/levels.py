"""The only place that changes a stock row: one guarded UPDATE, and the movement that explains it.

Callers touch rows in sorted SKU order, so that two orders never wait for each other in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, insert, update

from kit.db import Tx
from kit.insert_once import insert_once
from kit.tables import Scaled
from oms.inventory.models import StockLevel, StockMovement
from oms.inventory.rules import MovementKind

_HAND, _PROMISE = bindparam("hand", type_=Scaled), bindparam("promise", type_=Scaled)
_MOVE = (
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
    .returning(StockLevel.on_hand, StockLevel.reserved, StockLevel.version)
)


@dataclass(frozen=True)
class Cause:
    """Why stock moves: the kind, the order or the reason behind it."""

    kind: MovementKind
    order_id: int | None = None
    reason: str | None = None


def move(tx: Tx, warehouse_id: int, sku: str, *, on_hand: Decimal, reserved: Decimal, cause: Cause) -> bool:
    """Change a row by these amounts; False, with nothing changed, if more would be promised than there is."""
    place = {"in_warehouse": warehouse_id, "of_sku": sku}
    row = tx.connection.execute(_MOVE, {**place, "hand": on_hand, "promise": reserved}).one_or_none()
    if row is None:
        return False
    movement = {
        "warehouse_id": warehouse_id,
        "sku": sku,
        "n": row.version,
        "kind": cause.kind,
        "on_hand_change": on_hand,
        "reserved_change": reserved,
        "on_hand_after": row.on_hand,
        "reserved_after": row.reserved,
        "order_id": cause.order_id,
        "reason": cause.reason,
        "actor": tx.actor.name,
        "at": tx.now,
    }
    tx.connection.execute(insert(StockMovement), movement)
    return True


def ensure_row(tx: Tx, warehouse_id: int, sku: str) -> None:
    """Make the stock row, empty, if there is none."""
    empty = {"on_hand": Decimal(0), "reserved": Decimal(0), "bin": "", "version": 0}
    insert_once(tx, StockLevel, {"warehouse_id": warehouse_id, "sku": sku, **empty})
