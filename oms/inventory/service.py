"""Reserves, releases and ships stock for orders; receives and corrects it. Never more promised than there is.

Everything an order asks for may be asked twice: what it holds is written in its reservation rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, delete, insert, select, update

from kit import audit, ids
from kit.db import Tx
from kit.insert_once import insert_once
from kit.quantities import text
from kit.tables import Scaled
from oms.inventory import errors, levels, queries, rules
from oms.inventory.models import Reservation, StockLevel, StockWait, Warehouse
from oms.inventory.rules import MovementKind, Shortage

_NOTHING = Decimal(0)
_UPDATE_RESERVATION = (
    update(Reservation)
    .where(
        Reservation.order_id == bindparam("of_order"),
        Reservation.warehouse_id == bindparam("in_warehouse"),
        Reservation.sku == bindparam("of_sku"),
    )
    .values(
        quantity=bindparam("now_held", type_=Scaled),
        issued=Reservation.issued + bindparam("now_issued", type_=Scaled),
        changed_at=bindparam("at"),
    )
)


@dataclass(frozen=True)
class Reserved:
    """All of it is reserved, or nothing is and `shortages` says what was missing."""

    complete: bool
    shortages: tuple[Shortage, ...]


class _Short(Exception):
    """Undoes the savepoint of a reservation that cannot be completed."""


def create_warehouse(tx: Tx, *, code: str, name: str, kind: rules.WarehouseKind, is_default: bool = False) -> int:
    """Open a warehouse and return its id. Raises WarehouseTaken."""
    warehouse_id = ids.new_id()
    row = {"id": warehouse_id, "code": code, "name": name, "kind": kind, "is_default": is_default}
    if not insert_once(tx, Warehouse, row):
        raise errors.WarehouseTaken(at="code", warehouse=code)
    audit.record(tx, warehouse_id, "warehouse.created", subject=code, after={"name": name}, fresh=True)
    return warehouse_id


def reserve(tx: Tx, order_id: int, warehouse_id: int, wanted: Mapping[str, Decimal]) -> Reserved:
    """Hold `wanted` (quantity per SKU) for the order: all of it or nothing.

    May run twice; another quantity than the order holds adjusts it. Locks stock rows in SKU order.
    """
    target = rules.grouped(wanted.items())
    if any(quantity <= 0 for quantity in target.values()):
        raise errors.QuantityNotPositive
    held = _held(tx, order_id, warehouse_id)
    steps = {sku: target.get(sku, _NOTHING) - held.get(sku, _NOTHING) for sku in sorted({*target, *held})}
    steps = {sku: step for sku, step in steps.items() if step}
    shortages = _missing(tx, warehouse_id, steps)
    if shortages:
        return Reserved(False, shortages)
    try:
        with tx.savepoint():
            _take(tx, order_id, warehouse_id, steps)
    except _Short:
        return Reserved(False, _missing(tx, warehouse_id, steps))
    _write_held(tx, order_id, warehouse_id, {sku: target.get(sku, _NOTHING) for sku in steps})
    stop_waiting(tx, order_id)
    return Reserved(True, ())


def release(tx: Tx, order_id: int) -> dict[str, Decimal]:
    """Take back what the order holds and return it per SKU; empty the second time. Ends its waiting."""
    given: dict[str, Decimal] = {}
    cause = levels.Cause(MovementKind.RELEASE, order_id)
    for warehouse_id, sku, quantity in _rows_held(tx, order_id):
        levels.move(tx, warehouse_id, sku, on_hand=_NOTHING, reserved=-quantity, cause=cause)
        _update_reservation(tx, order_id, warehouse_id, sku, held=_NOTHING)
        given[sku] = given.get(sku, _NOTHING) + quantity
    stop_waiting(tx, order_id)
    return given


def issue(tx: Tx, order_id: int, quantities: Mapping[str, Decimal] | None = None) -> dict[str, Decimal]:
    """Goods of the order leave the house: all it holds, or the given quantities. Returns what left per SKU.

    Without `quantities` it may run twice: the second time nothing is held. Raises NotReserved.
    """
    left: dict[str, Decimal] = {}
    open_ = None if quantities is None else rules.grouped(quantities.items())
    cause = levels.Cause(MovementKind.ISSUE, order_id)
    for warehouse_id, sku, held in _rows_held(tx, order_id):
        out = held if open_ is None else min(held, open_.get(sku, _NOTHING))
        if out <= 0:
            continue
        levels.move(tx, warehouse_id, sku, on_hand=-out, reserved=-out, cause=cause)
        _update_reservation(tx, order_id, warehouse_id, sku, held=held - out, issued=out)
        left[sku] = left.get(sku, _NOTHING) + out
        if open_ is not None:
            open_[sku] -= out
    for sku, missing in (open_ or {}).items():
        if missing > 0:
            raise errors.NotReserved(sku=sku)
    return left


def receive(tx: Tx, warehouse_id: int, sku: str, quantity: Decimal, *, reason: str) -> None:
    """Goods came in. Not idempotent: a delivery is counted once by its caller."""
    if quantity <= 0:
        raise errors.QuantityNotPositive(at="quantity")
    levels.ensure_row(tx, warehouse_id, sku)
    cause = levels.Cause(MovementKind.RECEIVE, reason=reason)
    levels.move(tx, warehouse_id, sku, on_hand=quantity, reserved=_NOTHING, cause=cause)


def adjust(tx: Tx, warehouse_id: int, sku: str, change: Decimal, *, reason: str) -> None:
    """Correct what lies there by `change`. Needs a reason; raises BelowReserved."""
    why = audit.require_reason(reason)
    levels.ensure_row(tx, warehouse_id, sku)
    cause = levels.Cause(MovementKind.ADJUST, reason=why)
    if not levels.move(tx, warehouse_id, sku, on_hand=change, reserved=_NOTHING, cause=cause):
        place = (StockLevel.warehouse_id == warehouse_id, StockLevel.sku == sku)
        reserved = tx.connection.execute(select(StockLevel.reserved).where(*place)).scalar_one()
        raise errors.BelowReserved(at="change", sku=sku, reserved=text(reserved))
    audit.record(
        tx,
        warehouse_id,
        "stock.adjusted",
        subject=sku,
        reason=why,
        after={"change": text(change)},
    )


def set_bin(tx: Tx, warehouse_id: int, sku: str, bin_code: str) -> None:
    """Where in the warehouse the SKU lies; pick lists follow the order of the bins."""
    levels.ensure_row(tx, warehouse_id, sku)
    place = (StockLevel.warehouse_id == warehouse_id, StockLevel.sku == sku)
    tx.connection.execute(update(StockLevel).where(*place).values(bin=bin_code))


def wait(tx: Tx, order_id: int, warehouse_id: int, shortages: tuple[Shortage, ...], *, priority: int) -> None:
    """Put the order into the queue of each SKU it lacks; again keeps its place in the queue."""
    for shortage in shortages:
        row = {"order_id": order_id, "warehouse_id": warehouse_id, "sku": shortage.sku}
        row |= {"quantity": shortage.wanted, "priority": priority, "since": tx.now}
        insert_once(tx, StockWait, row)


def stop_waiting(tx: Tx, order_id: int) -> None:
    """Take the order out of every queue; may run twice."""
    tx.connection.execute(delete(StockWait).where(StockWait.order_id == order_id))


def _missing(tx: Tx, warehouse_id: int, steps: Mapping[str, Decimal]) -> tuple[Shortage, ...]:
    """What is short now, without a lock: an early answer, the guarded UPDATE decides."""
    there = queries.available(tx, warehouse_id, steps.keys())
    return tuple(
        Shortage(sku, step, there.get(sku, _NOTHING)) for sku, step in steps.items() if step > there.get(sku, _NOTHING)
    )


def _take(tx: Tx, order_id: int, warehouse_id: int, steps: Mapping[str, Decimal]) -> None:
    for sku, step in steps.items():
        kind = MovementKind.RESERVE if step > 0 else MovementKind.RELEASE
        cause = levels.Cause(kind, order_id)
        if not levels.move(tx, warehouse_id, sku, on_hand=_NOTHING, reserved=step, cause=cause):
            raise _Short


def _held(tx: Tx, order_id: int, warehouse_id: int) -> dict[str, Decimal]:
    return {sku: held for place, sku, held in _rows_held(tx, order_id) if place == warehouse_id}


def _rows_held(tx: Tx, order_id: int) -> list[tuple[int, str, Decimal]]:
    """(warehouse, SKU, quantity) still held by the order, locked, in lock order."""
    statement = (
        select(Reservation.warehouse_id, Reservation.sku, Reservation.quantity)
        .where(Reservation.order_id == order_id, Reservation.quantity > 0)
        .with_for_update()
    )
    rows = tx.connection.execute(statement)
    return sorted((warehouse_id, sku, held) for warehouse_id, sku, held in rows)


def _write_held(tx: Tx, order_id: int, warehouse_id: int, held: Mapping[str, Decimal]) -> None:
    known = select(Reservation.sku).where(Reservation.order_id == order_id, Reservation.warehouse_id == warehouse_id)
    old = set(tx.connection.scalars(known))
    for sku in old & held.keys():
        _update_reservation(tx, order_id, warehouse_id, sku, held=held[sku])
    place = {"order_id": order_id, "warehouse_id": warehouse_id, "issued": _NOTHING, "changed_at": tx.now}
    new = [{**place, "sku": sku, "quantity": held[sku]} for sku in held if sku not in old]
    if new:
        tx.connection.execute(insert(Reservation), new)


def _update_reservation(
    tx: Tx, order_id: int, warehouse_id: int, sku: str, *, held: Decimal, issued: Decimal = _NOTHING
) -> None:
    place = {"of_order": order_id, "in_warehouse": warehouse_id, "of_sku": sku}
    values = {"now_held": held, "now_issued": issued, "at": tx.now}
    tx.connection.execute(_UPDATE_RESERVATION, {**place, **values})
