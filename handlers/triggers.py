"""Business event → process: an order comes in, is to be cancelled, goods arrive, a carrier reports.

Each writes the business first and then tells the engine, in the caller's transaction.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine import instances, messages
from integrations.carrier import TrackingEvent
from kit import audit, clock, ids, money
from kit.db import Tx
from oms.credit import service as credit
from oms.customers import queries as customers
from oms.inventory import queries as stock
from oms.inventory import service as inventory
from oms.logistics import queries as shipments
from oms.logistics import service as logistics
from oms.logistics.rules import ShipmentStatus
from oms.orders import errors, queries, rules, status, submission
from oms.orders import service as orders
from oms.orders.draft import OrderDraft

PROCESS = "order_to_cash"
CANCEL_PROCESS = "order_cancel"  # takes the goods back; called by PROCESS
CANCEL = "order.cancel.requested"
ARRIVED = "stock.arrived"
DELIVERED = "shipment.delivered"
FORGET = timedelta(days=30)  # a message that no process has taken by then is dropped


def submit_order(tx: Tx, draft: OrderDraft) -> queries.OrderRecord:
    """Take an order in and start its process. Raises kit.errors.Rejected with every fault of the draft."""
    order = orders.submit(tx, draft)
    started = instances.start(tx, PROCESS, _variables(tx, order), business_key=str(order.id))
    orders.attach_process(tx, order.id, started.instance_id)
    after = queries.order(tx, order.id)
    if after.fulfilment == rules.Fulfilment.BACKORDERED:
        submission.check_stock_again(tx, draft)
    return after


def request_cancel(tx: Tx, order_id: int, *, reason: str) -> queries.OrderRecord:
    """Have the order's process cancel it; asked again nothing happens. Needs a reason.

    Locks the instance, then the order, as every advance does; who ships meanwhile wins. Of a suspended process the
    request waits; where an operator has ended the process, cancelling runs by itself. Raises AlreadyShipped,
    StatusConflict, OrderUnknown.
    """
    why = audit.require_reason(reason)
    order = queries.order(tx, order_id)
    if order.commercial == rules.Commercial.CANCELLED:
        return order
    _check_cancellable(order)
    if _process_is_over(tx, order):
        return _cancel_without_process(tx, order_id, why)
    key = str(order.id)
    told = messages.publish(tx, CANCEL, key, {"cancel_reason": why}, dedupe_key=f"cancel:{key}", ttl=FORGET)
    after = queries.order(tx, order.id)
    if told.delivered and after.commercial != rules.Commercial.CANCELLED:
        _check_cancellable(after)
        raise status.conflict(after, after.commercial, rules.Commercial.CANCELLED)
    return after


def receive_stock(tx: Tx, warehouse_code: str, sku: str, quantity: Decimal, *, reason: str) -> list[int]:
    """Goods came in: the orders that wait for them try again, most urgent first. Returns their ids.

    They are told after the commit, each in a transaction of its own (messages.relay). Not idempotent: the caller
    counts a delivery once. Raises WarehouseUnknown, QuantityNotPositive.
    """
    warehouse = stock.warehouse_by_code(tx, warehouse_code, at="warehouse_code")
    inventory.receive(tx, warehouse.id, sku, quantity, reason=reason)
    return wake_waiting(tx, warehouse.id, sku)


def wake_waiting(tx: Tx, warehouse_id: int, sku: str) -> list[int]:
    """Goods of this SKU are free: who waits for them tries again, each once. Returns the orders' ids."""
    waiting = stock.waiting_orders(tx, warehouse_id, sku)
    freed = ids.new_id()
    payload = {"arrived_at": clock.iso(tx.now)}
    for order_id in waiting:
        key = f"receipt:{freed}:{order_id}"
        messages.publish(tx, ARRIVED, str(order_id), payload, dedupe_key=key, ttl=FORGET, now=False)
    return waiting


def carrier_pushed(tx: Tx, event: TrackingEvent) -> logistics.Tracked:
    """Write one report down; the one that delivers the parcel moves the order on. Told again nothing happens.

    Raises ShipmentUnknown.
    """
    report = logistics.Report(
        code=event.event_id,
        status=ShipmentStatus(event.status.value),
        text=event.text,
        occurred_at=event.occurred_at,
    )
    _hold_process(tx, event)
    tracked = logistics.record_tracking(tx, event.carrier, event.waybill, [report])
    if tracked.delivered:
        messages.publish(
            tx,
            DELIVERED,
            str(tracked.order_id),
            {"delivered_at": clock.iso(event.occurred_at)},
            dedupe_key=f"delivered:{event.carrier}:{event.waybill}",
            ttl=FORGET,
        )
    return tracked


def _hold_process(tx: Tx, event: TrackingEvent) -> None:
    """The instance first, then the shipment: the order in which every advance locks."""
    shipment = shipments.shipment_by_waybill(tx, event.carrier, event.waybill)
    instance_id = queries.order(tx, shipment.order_id).process_instance_id
    if instance_id is not None:
        instances.hold(tx, instance_id)


def _process_is_over(tx: Tx, order: queries.OrderRecord) -> bool:
    if order.process_instance_id is None:
        return False
    return instances.view(tx, order.process_instance_id).status in ("ended", "cancelled")


def _cancel_without_process(tx: Tx, order_id: int, why: str) -> queries.OrderRecord:
    """Nobody else undoes what was done. Locks the order, so that it happens once."""
    order = queries.locked(tx, order_id)
    if order.commercial != rules.Commercial.CANCELLED:
        orders.cancel(tx, order_id, reason=why)
        credit.release(tx, order_id)
        variables = {**_variables(tx, order), "tier": order.tier, "picked": stock.picked(tx, order_id)}
        instances.start(tx, CANCEL_PROCESS, variables, business_key=str(order.id))
    return queries.order(tx, order_id)


def _check_cancellable(order: queries.OrderRecord) -> None:
    if order.fulfilment in rules.SHIPPED_AT_ALL:
        raise errors.AlreadyShipped(number=order.number)
    if rules.Commercial.CANCELLED not in rules.COMMERCIAL_MOVES[rules.Commercial(order.commercial)]:
        raise status.conflict(order, order.commercial, rules.Commercial.CANCELLED)


def _variables(tx: Tx, order: queries.OrderRecord) -> dict[str, Any]:
    """What order_to_cash starts with; amounts in yuan, ids as text."""
    warehouse = stock.warehouse_by_code(tx, order.warehouse_code)
    customer = customers.customer_by_id(tx, order.customer_id)
    return {
        "order_id": str(order.id),
        "order_number": order.number,
        "customer_id": str(order.customer_id),
        "customer_code": order.customer_code,
        "channel": order.channel,
        "tier_facts": customers.tier_facts(customer),
        "gross": money.number(order.gross_fen),
        "discount_percent": float(order.discount_percent),
        "urgent": order.urgent,
        "submitted_by": order.submitted_by,
        "warehouse_code": order.warehouse_code,
        "warehouse_kind": warehouse.kind,
    }
