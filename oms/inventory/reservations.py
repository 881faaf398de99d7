"""What orders hold: the reservation rows. One order's rows are locked before its stock rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, insert, select, update

from kit.compiled import Compiled
from kit.db import Tx
from kit.tables import Scaled
from oms.inventory.models import Reservation

_ROWS = Compiled(
    select(Reservation.warehouse_id, Reservation.sku, Reservation.quantity)
    .where(Reservation.order_id == bindparam("of_order"))
    .with_for_update()
)
_CHANGE = Compiled(
    update(Reservation)
    .where(
        Reservation.order_id == bindparam("of_order"),
        Reservation.warehouse_id == bindparam("in_warehouse"),
        Reservation.sku == bindparam("of_sku"),
    )
    .values(
        quantity=bindparam("now_held", type_=Scaled),
        issued=Reservation.issued + bindparam("now_issued", type_=Scaled),
        changed_at=bindparam("now"),
    )
)
_INSERT = Compiled(insert(Reservation))


@dataclass(frozen=True, order=True)
class Row:
    """One reservation row; sorts in the order in which stock rows are locked."""

    warehouse_id: int
    sku: str
    held: Decimal


def rows(tx: Tx, order_id: int) -> list[Row]:
    """All rows of the order, those that hold nothing any more too, locked, sorted."""
    return sorted(Row(*row) for row in _ROWS.rows(tx, {"of_order": order_id}))


def hold(tx: Tx, order_id: int, warehouse_id: int, held: Mapping[str, Decimal], known: set[str]) -> None:
    """Write what is held now per SKU; `known` are the SKUs that have a row."""
    place = {"order_id": order_id, "warehouse_id": warehouse_id}
    fresh = {**place, "issued": Decimal(0), "changed_at": tx.now}
    _INSERT.run_many(tx, [{**fresh, "sku": sku, "quantity": held[sku]} for sku in held if sku not in known])
    reduce(tx, order_id, [(Row(warehouse_id, sku, held[sku]), Decimal(0)) for sku in held if sku in known])


def reduce(tx: Tx, order_id: int, changes: list[tuple[Row, Decimal]]) -> None:
    """Write rows as they are now, each with what was issued of it just now."""
    _CHANGE.run_many(
        tx,
        [
            {
                "of_order": order_id,
                "in_warehouse": row.warehouse_id,
                "of_sku": row.sku,
                "now_held": row.held,
                "now_issued": issued,
                "now": tx.now,
            }
            for row, issued in changes
        ],
    )
