"""Pick lists: what to take from which bin for one order."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from kit import audit, ids
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once
from oms.inventory import errors, queries
from oms.inventory.models import PickLine, PickList, Reservation, StockLevel
from oms.inventory.rules import PickStatus

_INSERT_LINES = Compiled(insert(PickLine))
_CONFIRM = Compiled(
    update(PickList)
    .where(PickList.order_id == bindparam("of_order"), PickList.status == bindparam("open"))
    .values(status=bindparam("picked"), picked_at=bindparam("now"), picked_by=bindparam("who"))
)
_HELD = Compiled(
    select(StockLevel.bin, Reservation.sku, Reservation.quantity, Reservation.warehouse_id)
    .join(
        StockLevel,
        (StockLevel.warehouse_id == Reservation.warehouse_id) & (StockLevel.sku == Reservation.sku),
    )
    .where(Reservation.order_id == bindparam("of_order"), Reservation.quantity > 0)
    .order_by(StockLevel.bin, Reservation.sku)
)


def create_pick_list(tx: Tx, order_id: int, *, priority: int = 0) -> queries.PickListRecord:
    """The order's pick list over what it has reserved, in the order of the bins; made once, found again."""
    known = queries.pick_list_of(tx, order_id)
    if known is not None and known.status != PickStatus.CANCELLED:
        return known
    held = _held_with_bins(tx, order_id)
    if not held:
        raise errors.PickListMissing
    pick_list_id = known.id if known else ids.new_id()
    head = {"warehouse_id": held[0][3], "status": PickStatus.OPEN, "priority": priority}
    row = {"id": pick_list_id, "order_id": order_id, "created_at": tx.now, **head}
    if not insert_once(tx, PickList, row):
        tx.connection.execute(update(PickList).where(PickList.id == pick_list_id).values(**head))
        tx.connection.execute(delete(PickLine).where(PickLine.pick_list_id == pick_list_id))
    lines = [
        {"pick_list_id": pick_list_id, "line_no": n, "bin": bin_, "sku": sku, "quantity": quantity}
        for n, (bin_, sku, quantity, _) in enumerate(held, 1)
    ]
    _INSERT_LINES.run_many(tx, lines)
    found = queries.pick_list_of(tx, order_id)
    if found is None:
        raise errors.PickListMissing
    return found


def confirm_pick(tx: Tx, order_id: int) -> None:
    """Everything is out of the shelves. May run twice; raises PickListMissing without an open list."""
    done = {"open": PickStatus.OPEN.value, "picked": PickStatus.PICKED.value, "now": tx.now, "who": tx.actor.name}
    if _CONFIRM.run(tx, {**done, "of_order": order_id}):
        audit.record(tx, order_id, "pick.confirmed", subject=str(order_id))
        return
    status = tx.connection.execute(select(PickList.status).where(PickList.order_id == order_id)).scalar()
    if status != PickStatus.PICKED:
        raise errors.PickListMissing


def cancel_pick(tx: Tx, order_id: int) -> None:
    """The order does not want its goods any more; may run twice."""
    tx.connection.execute(update(PickList).where(PickList.order_id == order_id).values(status=PickStatus.CANCELLED))


def _held_with_bins(tx: Tx, order_id: int) -> list[tuple[str, str, object, int]]:
    return [
        (bin_, sku, quantity, warehouse) for bin_, sku, quantity, warehouse in _HELD.rows(tx, {"of_order": order_id})
    ]
