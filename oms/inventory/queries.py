"""Reads of inventory: warehouses, stock, the ledger, reservations, the queue of waiting orders, pick lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select, type_coerce

from kit import pagination
from kit.compiled import Compiled, among
from kit.db import Reader, Tx
from kit.tables import Scaled
from oms.inventory import errors
from oms.inventory.models import (
    PickLine,
    PickList,
    Reservation,
    StockLevel,
    StockMovement,
    StockWait,
    Warehouse,
)
from oms.inventory.rules import PickStatus

LARGEST_PAGE = 200


@dataclass(frozen=True)
class WarehouseRecord:
    """A warehouse."""

    id: int
    code: str
    name: str
    kind: str
    is_default: bool


@dataclass(frozen=True)
class Stock:
    """One SKU in one warehouse; `available` is what may still be promised."""

    warehouse: str
    sku: str
    on_hand: Decimal
    reserved: Decimal
    bin: str

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


@dataclass(frozen=True)
class Movement:
    """One line of the stock ledger, with the balances after it."""

    n: int
    kind: str
    on_hand_change: Decimal
    reserved_change: Decimal
    on_hand_after: Decimal
    reserved_after: Decimal
    order_id: int | None
    reason: str | None
    actor: str
    at: datetime


@dataclass(frozen=True)
class PickListRecord:
    """A pick list with its lines (bin, SKU, quantity) in walking order."""

    id: int
    order_id: int
    warehouse_id: int
    status: str
    priority: int
    lines: tuple[tuple[str, str, Decimal], ...]


_WAREHOUSES = select(Warehouse.id, Warehouse.code, Warehouse.name, Warehouse.kind, Warehouse.is_default).order_by(
    Warehouse.code
)
_AVAILABLE = Compiled(
    select(StockLevel.sku, type_coerce(StockLevel.on_hand - StockLevel.reserved, Scaled)).where(
        StockLevel.warehouse_id == bindparam("in_warehouse"), among(StockLevel.sku, "skus")
    )
)
_BY_CODE = Compiled(_WAREHOUSES.where(Warehouse.code == bindparam("code")))
_DEFAULT = Compiled(_WAREHOUSES.where(Warehouse.is_default))
_PICK_LIST = Compiled(
    select(PickList.id, PickList.order_id, PickList.warehouse_id, PickList.status, PickList.priority).where(
        PickList.order_id == bindparam("of_order")
    )
)
_PICK_LINES = Compiled(
    select(PickLine.bin, PickLine.sku, PickLine.quantity)
    .where(PickLine.pick_list_id == bindparam("of_list"))
    .order_by(PickLine.line_no)
)


def warehouses(reader: Reader | Tx) -> list[WarehouseRecord]:
    """All warehouses by code."""
    return [WarehouseRecord(*row) for row in reader.connection.execute(_WAREHOUSES)]


def warehouse_by_code(reader: Reader | Tx, code: str | None, *, at: str = "") -> WarehouseRecord:
    """The warehouse with this code, or the default one for None; raises WarehouseUnknown."""
    row = _DEFAULT.one(reader, {}) if code is None else _BY_CODE.one(reader, {"code": code})
    if row is None:
        raise errors.WarehouseUnknown(at=at, warehouse=(code or "")[:64])
    return WarehouseRecord(*row)


def available(reader: Reader | Tx, warehouse_id: int, skus: Collection[str]) -> dict[str, Decimal]:
    """What may still be promised, per SKU; SKUs without stock row are missing from the answer."""
    if not skus:
        return {}
    rows = _AVAILABLE.rows(reader, {"in_warehouse": warehouse_id, "skus": sorted(skus)})
    return {sku: quantity for sku, quantity in rows}


def stock(
    reader: Reader | Tx,
    *,
    sku: str | None = None,
    skus: Collection[str] | None = None,
    warehouse: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> pagination.Page[Stock]:
    """Stock by (SKU, warehouse); `sku` matches a part, `skus` matches whole codes."""
    columns = (Warehouse.code, StockLevel.sku, StockLevel.on_hand, StockLevel.reserved, StockLevel.bin)
    statement = select(*columns).join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
    if sku:
        statement = statement.where(StockLevel.sku.icontains(sku, autoescape=True))
    if skus is not None:
        statement = statement.where(StockLevel.sku.in_(sorted(skus)))
    if warehouse:
        statement = statement.where(Warehouse.code == warehouse)
    if cursor:
        last_sku, last_code = pagination.decode_cursor(cursor, 2)
        same = (StockLevel.sku == str(last_sku)) & (Warehouse.code > str(last_code))
        statement = statement.where((StockLevel.sku > str(last_sku)) | same)
    limit = max(1, min(limit, LARGEST_PAGE))
    ordered = statement.order_by(StockLevel.sku, Warehouse.code).limit(limit + 1)
    found = [Stock(*row) for row in reader.connection.execute(ordered)]
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return pagination.Page(found[:limit], pagination.encode_cursor((last.sku, last.warehouse)) if last else None)


def ledger(reader: Reader | Tx, warehouse_id: int, sku: str, *, limit: int = 100) -> list[Movement]:
    """Movements of one stock row, newest first."""
    columns = tuple(getattr(StockMovement, name) for name in Movement.__dataclass_fields__)
    statement = select(*columns).where(StockMovement.warehouse_id == warehouse_id, StockMovement.sku == sku)
    rows = reader.connection.execute(statement.order_by(StockMovement.n.desc()).limit(limit))
    return [Movement(*row) for row in rows]


def held_by(reader: Reader | Tx, order_id: int) -> dict[str, Decimal]:
    """What the order still holds, per SKU."""
    statement = select(Reservation.sku, Reservation.quantity).where(
        Reservation.order_id == order_id, Reservation.quantity > 0
    )
    return {sku: quantity for sku, quantity in reader.connection.execute(statement)}


def waiting_orders(reader: Reader | Tx, warehouse_id: int, sku: str) -> list[int]:
    """Ids of the orders that wait for the SKU: highest priority first, then the oldest."""
    statement = (
        select(StockWait.order_id)
        .where(StockWait.warehouse_id == warehouse_id, StockWait.sku == sku)
        .order_by(StockWait.priority.desc(), StockWait.since, StockWait.order_id)
    )
    return list(reader.connection.scalars(statement))


def pick_list_of(reader: Reader | Tx, order_id: int) -> PickListRecord | None:
    """The order's pick list, or None."""
    row = _PICK_LIST.one(reader, {"of_order": order_id})
    if row is None:
        return None
    lines = _PICK_LINES.rows(reader, {"of_list": row[0]})
    return PickListRecord(*(*row, tuple((bin_, sku, quantity) for bin_, sku, quantity in lines)))


def picked(reader: Reader | Tx, order_id: int) -> bool:
    """Whether the order's goods are off the shelves."""
    known = pick_list_of(reader, order_id)
    return known is not None and known.status == PickStatus.PICKED
