"""Reserves, releases and ships stock for orders; receives and corrects it. Never more promised than there is.

Everything an order asks for may be asked twice: what it holds is written in its reservation rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import bindparam, delete, select, update

from kit import audit, ids
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once
from kit.quantities import text
from oms.inventory import errors, levels, queries, reservations, rules
from oms.inventory.models import StockLevel, StockWait, Warehouse
from oms.inventory.rules import MovementKind, Shortage

_NOTHING = Decimal(0)
_STOP_WAITING = Compiled(delete(StockWait).where(StockWait.order_id == bindparam("of_order")))


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

    May run twice; another quantity than the order holds adjusts it. Locks stock rows in SKU order, also when it
    fails: goods that arrive meanwhile wait for this transaction and find the order in the queue.
    """
    target = rules.grouped(wanted.items())
    if any(quantity <= 0 for quantity in target.values()):
        raise errors.QuantityNotPositive
    known = {row.sku: row.held for row in reservations.rows(tx, order_id) if row.warehouse_id == warehouse_id}
    steps = _steps(known, target)
    if _missing(tx, warehouse_id, steps) or not _try(tx, order_id, warehouse_id, steps):
        levels.lock(tx, warehouse_id, list(steps))
        if shortages := _missing(tx, warehouse_id, steps):
            return Reserved(False, shortages)
        _take(tx, order_id, warehouse_id, steps)
    now = {sku: target.get(sku, _NOTHING) for sku in steps}
    reservations.hold(tx, order_id, warehouse_id, now, set(known))
    stop_waiting(tx, order_id)
    return Reserved(True, ())


def release(tx: Tx, order_id: int) -> dict[str, Decimal]:
    """Take back what the order holds and return it per SKU; empty the second time. Ends its waiting."""
    held = [row for row in reservations.rows(tx, order_id) if row.held]
    cause = levels.Cause(MovementKind.RELEASE, order_id)
    _move_rows(tx, held, [levels.Change(row.sku, reserved=-row.held) for row in held], cause)
    reservations.reduce(tx, order_id, [(replace(row, held=_NOTHING), _NOTHING) for row in held])
    stop_waiting(tx, order_id)
    return rules.grouped((row.sku, row.held) for row in held)


def issue(tx: Tx, order_id: int, quantities: Mapping[str, Decimal] | None = None) -> dict[str, Decimal]:
    """Goods of the order leave the house: all it holds, or the given quantities. Returns what left per SKU.

    Without `quantities` it may run twice: the second time nothing is held. Raises NotReserved.
    """
    held = [row for row in reservations.rows(tx, order_id) if row.held]
    leaving = [(row, row.held) for row in held] if quantities is None else _share(held, quantities)
    changes = [levels.Change(row.sku, on_hand=-out, reserved=-out) for row, out in leaving]
    _move_rows(tx, [row for row, _ in leaving], changes, levels.Cause(MovementKind.ISSUE, order_id))
    reservations.reduce(tx, order_id, [(replace(row, held=row.held - out), out) for row, out in leaving])
    return rules.grouped((row.sku, out) for row, out in leaving)


def receive(tx: Tx, warehouse_id: int, sku: str, quantity: Decimal, *, reason: str) -> None:
    """Goods came in. Not idempotent: a delivery is counted once by its caller."""
    if quantity <= 0:
        raise errors.QuantityNotPositive(at="quantity")
    levels.ensure_row(tx, warehouse_id, sku)
    cause = levels.Cause(MovementKind.RECEIVE, reason=reason)
    levels.move(tx, warehouse_id, [levels.Change(sku, on_hand=quantity)], cause)


def adjust(tx: Tx, warehouse_id: int, sku: str, change: Decimal, *, reason: str) -> None:
    """Correct what lies there by `change`. Needs a reason; raises BelowReserved."""
    why = audit.require_reason(reason)
    levels.ensure_row(tx, warehouse_id, sku)
    cause = levels.Cause(MovementKind.ADJUST, reason=why)
    if not levels.move(tx, warehouse_id, [levels.Change(sku, on_hand=change)], cause):
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
    _STOP_WAITING.run(tx, {"of_order": order_id})


def _missing(tx: Tx, warehouse_id: int, steps: Mapping[str, Decimal]) -> tuple[Shortage, ...]:
    """What is short now: without a lock only an early answer."""
    there = queries.available(tx, warehouse_id, steps.keys())
    return tuple(
        Shortage(sku, step, there.get(sku, _NOTHING)) for sku, step in steps.items() if step > there.get(sku, _NOTHING)
    )


def _steps(known: Mapping[str, Decimal], target: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What changes per SKU, SKUs in lock order."""
    steps = {sku: target.get(sku, _NOTHING) - known.get(sku, _NOTHING) for sku in sorted({*target, *known})}
    return {sku: step for sku, step in steps.items() if step}


def _try(tx: Tx, order_id: int, warehouse_id: int, steps: Mapping[str, Decimal]) -> bool:
    """Take it unless a rival was faster."""
    try:
        with tx.savepoint():
            _take(tx, order_id, warehouse_id, steps)
    except _Short:
        return False
    return True


def _take(tx: Tx, order_id: int, warehouse_id: int, steps: Mapping[str, Decimal]) -> None:
    """In lock order: take what is wanted, give back what is not. Raises _Short, to be undone by a savepoint."""
    changes = [
        levels.Change(sku, reserved=step, kind=None if step > 0 else MovementKind.RELEASE)
        for sku, step in steps.items()
    ]
    if not levels.move(tx, warehouse_id, changes, levels.Cause(MovementKind.RESERVE, order_id)):
        raise _Short


def _share(held: list[reservations.Row], quantities: Mapping[str, Decimal]) -> list[tuple[reservations.Row, Decimal]]:
    """What leaves of each row; raises NotReserved when more should leave than is held."""
    wanted = rules.grouped(quantities.items())
    leaving = []
    for row in held:
        out = min(row.held, wanted.get(row.sku, _NOTHING))
        if out > 0:
            leaving.append((row, out))
            wanted[row.sku] -= out
    for sku, missing in wanted.items():
        if missing > 0:
            raise errors.NotReserved(sku=sku)
    return leaving


def _move_rows(tx: Tx, rows: list[reservations.Row], changes: list[levels.Change], cause: levels.Cause) -> None:
    """Change the stock rows of reservations, one warehouse after the other."""
    for warehouse_id in sorted({row.warehouse_id for row in rows}):
        here = [change for row, change in zip(rows, changes, strict=True) if row.warehouse_id == warehouse_id]
        if not levels.move(tx, warehouse_id, here, cause):
            raise errors.NotReserved(sku=here[0].sku)
