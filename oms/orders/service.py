"""What happens to an order after it was taken in. Each may be called twice: the second time changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from kit import audit, clock, money
from kit.compiled import Compiled
from kit.db import Tx
from kit.errors import Failure, Rejected
from kit.quantities import text
from kit.tables import Scaled
from oms.inventory import queries as inventory
from oms.orders import errors, queries, rules, status, submission
from oms.orders.draft import LineDraft, OrderDraft
from oms.orders.lines import check_stock, price_lines, totals
from oms.orders.models import OrderLine, SalesOrder
from oms.orders.rules import Commercial, Fulfilment

_SHIP_LINE = Compiled(
    update(OrderLine)
    .where(OrderLine.order_id == bindparam("of_order"), OrderLine.line_no == bindparam("of_line"))
    .values(
        shipped=bindparam("now_shipped", type_=Scaled),
        reserved=bindparam("still_reserved", type_=Scaled),
    )
)
_OF_ORDER = update(OrderLine).where(OrderLine.order_id == bindparam("of_order"))
_HOLD_LINES = Compiled(_OF_ORDER.values(reserved=OrderLine.quantity - OrderLine.shipped))
_ATTACH = Compiled(
    update(SalesOrder).where(SalesOrder.id == bindparam("of_order")).values(process_instance_id=bindparam("instance"))
)
_FREE_LINES = Compiled(_OF_ORDER.values(reserved=bindparam("nothing", type_=Scaled)))


def submit(tx: Tx, draft: OrderDraft) -> queries.OrderRecord:
    """Take an order in (submission.submit). Raises Rejected."""
    return submission.submit(tx, draft)


def attach_process(tx: Tx, order_id: int, instance_id: int) -> None:
    """Remember which process instance runs the order."""
    _ATTACH.run(tx, {"of_order": order_id, "instance": instance_id})
    queries.forget(tx, order_id)


def record_tier(tx: Tx, order_id: int, *, tier: str, priority: int, tags: Sequence[str] = ()) -> None:
    """Write the customer's tier of this moment on the order, and tags beside those it has."""
    order = queries.locked(tx, order_id)
    all_tags = [*order.tags, *(tag for tag in tags if tag not in order.tags)]
    wanted = {"tier": tier, "priority": priority, "tags": all_tags}
    if any(getattr(order, name) != value for name, value in wanted.items()):
        status.change(tx, order, "order.tier_decided", wanted)


def await_approval(tx: Tx, order_id: int) -> bool:
    """Somebody has to approve it."""
    return status.move(tx, order_id, "order.approval_awaited", commercial=Commercial.IN_APPROVAL)


def await_credit(tx: Tx, order_id: int) -> bool:
    """It is approved, and somebody has to decide about its credit."""
    order = queries.locked(tx, order_id)
    if order.credit_since is not None or order.commercial not in rules.UNDECIDED:
        return False
    status.change(tx, order, "order.credit_awaited", {"credit_since": tx.now})
    return True


def confirm(tx: Tx, order_id: int) -> bool:
    """It is approved: we owe the goods."""
    return status.move(tx, order_id, "order.confirmed", commercial=Commercial.CONFIRMED)


def reject(tx: Tx, order_id: int, *, reason: str) -> bool:
    """An approver or risk control said no. Needs a reason."""
    why = audit.require_reason(reason)
    return status.move(tx, order_id, "order.rejected", commercial=Commercial.REJECTED, reason=why)


def return_for_edit(tx: Tx, order_id: int, *, reason: str) -> bool:
    """Give it back to whoever submitted it; its lines may be edited again. Needs a reason."""
    why = audit.require_reason(reason)
    beside = {"credit_since": None}
    return status.move(tx, order_id, "order.returned", commercial=Commercial.DRAFT, reason=why, beside=beside)


def resubmit(tx: Tx, order_id: int) -> bool:
    """The edited order goes back into approval."""
    return status.move(tx, order_id, "order.resubmitted", commercial=Commercial.SUBMITTED)


def edit_lines(tx: Tx, order_id: int, lines: Sequence[LineDraft], *, version: int, reason: str) -> queries.OrderRecord:
    """Replace the lines of an order that was returned for edit; totals and content hash follow. Who edits it submits it
    from now on, and does not approve it.

    Needs a reason. Raises NotEditable, VersionConflict, Rejected.
    """
    why = audit.require_reason(reason)
    order = _editable(tx, order_id, version)
    failures: list[Failure] = []
    priced = price_lines(tx, lines, most=rules.MAX_LINES, failures=failures)
    warehouse = inventory.warehouse_by_code(tx, order.warehouse_code)
    check_stock(tx, lines, priced, warehouse, failures)
    if failures:
        raise Rejected(failures)
    old = [
        [line.sku, text(line.quantity), text(line.unit_price), text(line.discount_percent)]
        for line in queries.lines(tx, order_id)
    ]
    tx.connection.execute(delete(OrderLine).where(OrderLine.order_id == order_id))
    tx.connection.execute(insert(OrderLine), [line.row(order_id, n) for n, line in enumerate(priced, 1)])
    new, amounts = submission.content(priced), totals(priced)
    values = {
        **amounts,
        "line_count": len(priced),
        "discount_percent": submission.discount(priced, price_agreed=False),
        "content_hash": submission.content_hash(order.customer_code, order.ship_to, new),
        "submitted_by": tx.actor.name,
    }
    before = {"lines": old, "gross": money.yuan(order.gross_fen)}
    after = {"lines": new, "gross": money.yuan(amounts["gross_fen"])}
    status.change(tx, order, "order.lines_edited", values, reason=why, before=before, after=after)
    return queries.order(tx, order_id)


def change_address(tx: Tx, order_id: int, ship_to: dict[str, Any], *, version: int, reason: str) -> queries.OrderRecord:
    """Send it elsewhere, while nothing has left. Needs a reason."""
    why = audit.require_reason(reason)
    order = queries.locked(tx, order_id)
    if order.fulfilment in rules.SHIPPED_AT_ALL:
        raise errors.AlreadyShipped(number=order.number)
    _check_version(order, version)
    status.change(tx, order, "order.address_changed", {"ship_to": ship_to}, reason=why)
    return queries.order(tx, order_id)


def cancel(tx: Tx, order_id: int, *, reason: str) -> bool:
    """Take the order back before it is shipped; stock and credit are released by their own services.

    Needs a reason. False when it is cancelled already; raises AlreadyShipped, StatusConflict.
    """
    why = audit.require_reason(reason)
    order = queries.locked(tx, order_id)
    if order.fulfilment in rules.SHIPPED_AT_ALL:
        raise errors.AlreadyShipped(number=order.number)
    _FREE_LINES.run(tx, {"of_order": order_id, "nothing": Decimal(0)})
    return status.move(
        tx,
        order_id,
        "order.cancelled",
        commercial=Commercial.CANCELLED,
        reason=why,
        beside={"fulfilment": Fulfilment.NONE.value},
    )


def mark_reserved(tx: Tx, order_id: int) -> bool:
    """All that is still to be shipped is reserved."""
    if not status.move(tx, order_id, "order.reserved", fulfilment=Fulfilment.RESERVED):
        return False
    _HOLD_LINES.run(tx, {"of_order": order_id})
    return True


def mark_backordered(tx: Tx, order_id: int) -> bool:
    """It waits for stock."""
    return status.move(tx, order_id, "order.backordered", fulfilment=Fulfilment.BACKORDERED)


def mark_picking(tx: Tx, order_id: int) -> bool:
    """Its goods are being taken from the shelves."""
    return status.move(tx, order_id, "order.picking", fulfilment=Fulfilment.PICKING)


def mark_unreserved(tx: Tx, order_id: int) -> bool:
    """Its reservation was taken back."""
    _FREE_LINES.run(tx, {"of_order": order_id, "nothing": Decimal(0)})
    return status.move(tx, order_id, "order.unreserved", fulfilment=Fulfilment.NONE)


def mark_shipped(tx: Tx, order_id: int, quantities: Mapping[str, Decimal] | None = None) -> Fulfilment:
    """Goods have left: all that is open, or `quantities` per SKU. Returns the fulfilment that follows.

    Without quantities it may run twice. Raises ShippedTooMuch, StatusConflict.
    """
    order = queries.locked(tx, order_id)
    if order.commercial not in (Commercial.CONFIRMED, Commercial.CLOSED):
        raise status.conflict(order, order.commercial, Fulfilment.SHIPPED)
    progress = _ship_lines(tx, order_id, quantities)
    following = rules.shipped_status([(line.quantity, shipped) for line, shipped in progress])
    moved = {str(line.line_no): text(shipped) for line, shipped in progress if shipped != line.shipped}
    if not moved:
        return Fulfilment(order.fulfilment)
    if following not in rules.FULFILMENT_MOVES[Fulfilment(order.fulfilment)]:
        raise status.conflict(order, order.fulfilment, following)
    after = {"fulfilment": following.value, "shipped": moved}
    status.change(tx, order, "order.shipped", {"fulfilment": following.value}, after=after)
    return following


def mark_delivered(tx: Tx, order_id: int) -> bool:
    """The customer has everything."""
    return status.move(tx, order_id, "order.delivered", fulfilment=Fulfilment.DELIVERED)


def close(tx: Tx, order_id: int) -> bool:
    """Delivered and nothing left to do; raises StatusConflict before that."""
    order = queries.locked(tx, order_id)
    if order.fulfilment != Fulfilment.DELIVERED:
        raise status.conflict(order, order.fulfilment, Commercial.CLOSED)
    return status.move(tx, order_id, "order.closed", commercial=Commercial.CLOSED)


def _ship_lines(
    tx: Tx, order_id: int, quantities: Mapping[str, Decimal] | None
) -> list[tuple[queries.LineRecord, Decimal]]:
    """Spread what left over the lines of each SKU, first line first; each line with what is shipped of it now."""
    left = None if quantities is None else dict(quantities)
    after, steps = [], []
    for line in queries.lines(tx, order_id):
        open_ = line.quantity - line.shipped
        out = open_ if left is None else min(open_, left.get(line.sku, Decimal(0)))
        after.append((line, line.shipped + out))
        if out > 0:
            if left is not None:
                left[line.sku] -= out
            place = {"of_order": order_id, "of_line": line.line_no}
            reserved = max(line.reserved - out, Decimal(0))
            values = {"now_shipped": line.shipped + out, "still_reserved": reserved}
            steps.append({**place, **values})
    for sku, surplus in (left or {}).items():
        if surplus > 0:
            raise errors.ShippedTooMuch(sku=sku)
    _SHIP_LINE.run_many(tx, steps)
    return after


def _editable(tx: Tx, order_id: int, version: int) -> queries.OrderRecord:
    order = queries.locked(tx, order_id)
    if order.commercial != Commercial.DRAFT:
        raise errors.NotEditable(number=order.number, current=order.commercial)
    _check_version(order, version)
    return order


def _check_version(order: queries.OrderRecord, version: int) -> None:
    if order.version != version:
        raise errors.VersionConflict(
            at="version", number=order.number, who=order.updated_by, when=clock.iso(order.updated_at)
        )
