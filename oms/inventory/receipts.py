"""Goods of many SKUs that come in at once: four statements, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kit.db import Tx
from kit.tables import Scaled
from oms.inventory import errors, rules
from oms.inventory.models import StockLevel, StockMovement
from oms.inventory.rules import MovementKind

_NOTHING = Decimal(0)
_ADD = (
    update(StockLevel)
    .where(StockLevel.warehouse_id == bindparam("in_warehouse"), StockLevel.sku == bindparam("of_sku"))
    .values(on_hand=StockLevel.on_hand + bindparam("hand", type_=Scaled), version=StockLevel.version + 1)
)
_BALANCES = select(StockLevel.sku, StockLevel.on_hand, StockLevel.reserved, StockLevel.version).where(
    StockLevel.warehouse_id == bindparam("in_warehouse"), StockLevel.sku.in_(bindparam("skus", expanding=True))
)


def receive_all(tx: Tx, warehouse_id: int, quantities: Mapping[str, Decimal], *, reason: str) -> None:
    """Goods came in, as service.receive would book them one by one. Not idempotent. Locks stock rows in SKU order."""
    wanted = rules.grouped(quantities.items())
    if not wanted:
        return
    if any(quantity <= 0 for quantity in wanted.values()):
        raise errors.QuantityNotPositive(at="quantity")
    _ensure_rows(tx, warehouse_id, list(wanted))
    changes = [{"in_warehouse": warehouse_id, "of_sku": sku, "hand": quantity} for sku, quantity in wanted.items()]
    tx.connection.execute(_ADD, changes)
    balances = tx.connection.execute(_BALANCES, {"in_warehouse": warehouse_id, "skus": list(wanted)})
    common: dict[str, Any] = {"warehouse_id": warehouse_id, "kind": MovementKind.RECEIVE, "reserved_change": _NOTHING}
    common |= {"order_id": None, "reason": reason, "actor": tx.actor.name, "at": tx.now}
    movements = [
        {
            **common,
            "sku": row.sku,
            "n": row.version,
            "on_hand_change": wanted[row.sku],
            "on_hand_after": row.on_hand,
            "reserved_after": row.reserved,
        }
        for row in balances
    ]
    tx.connection.execute(insert(StockMovement), movements)


def _ensure_rows(tx: Tx, warehouse_id: int, skus: list[str]) -> None:
    empty = {"warehouse_id": warehouse_id, "on_hand": _NOTHING, "reserved": _NOTHING, "bin": "", "version": 0}
    statement: Any = (postgresql if tx.postgres else sqlite).insert(StockLevel).on_conflict_do_nothing()
    tx.connection.execute(statement, [{**empty, "sku": sku} for sku in skus])
