"""logistics.*: book, follow and take back parcels. Carriers are asked outside any transaction.

A booking goes out under one key per order, so that a booking whose answer was lost can be found and cancelled.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from engine import topics
from engine.topics import BpmnError, Job
from handlers import triggers
from handlers.fields import Model, OrderId, OrderOnly
from integrations import carriers
from integrations.carrier import Carrier, ParcelLine, ParcelRequest, TrackingEvent, TrackingStatus
from integrations.errors import CarrierRefused, CarrierUnknown
from kit.db import Database, Reader, Tx
from oms.inventory import service as inventory
from oms.logistics import queries
from oms.logistics import service as logistics
from oms.logistics.rules import ShipmentStatus
from oms.orders import queries as order_queries
from oms.orders import service as orders

CARRIER_REFUSED = "CARRIER_REFUSED"  # the code that diagrams catch


class Booking(Model):
    """Which order goes out, and with whom."""

    order_id: OrderId
    carrier: str | None = Field(None, title="承运商", description="Carrier code; empty means the usual one")


class Booked(Model):
    """The carrier's promise."""

    carrier: str = Field(title="承运商", description="Carrier code")
    waybill: str = Field(title="运单号", description="Waybill number")


class Withdrawn(Model):
    """What was taken back; nothing when the carrier knows no parcel of the order."""

    carrier: str | None = Field(title="承运商", description="Carrier code")
    waybill: str | None = Field(title="运单号", description="Waybill number")


class Event(Model):
    """One report of a carrier."""

    event_id: str
    status: TrackingStatus
    occurred_at: datetime
    text: str


class Followed(Model):
    """Where the parcel is, and everything the carrier knows about it."""

    carrier: str | None = Field(title="承运商", description="Carrier code")
    waybill: str | None = Field(title="运单号", description="Waybill number")
    tracking_status: str | None = Field(title="物流状态", description="Last known status")
    tracking_events: list[Event] = Field(title="物流记录", description="All reports, oldest first")


def booking_key(order_id: int) -> str:
    """The idempotency key of an order's parcel."""
    return f"order-{order_id}"


def ship(tx: Tx, job: Job, given: Booking, booked: Booked) -> None:
    """The goods leave: shipment, stock and order status in one transaction."""
    logistics.record_booking(tx, given.order_id, booking_key(given.order_id), booked.carrier, booked.waybill)
    inventory.issue(tx, given.order_id)
    orders.mark_shipped(tx, given.order_id)


@topics.remote("logistics.book", title_zh="下运单", title_en="Book a parcel", apply=ship)
def book(database: Database, job: Job, given: Booking) -> Booked:
    """Raises BpmnError CARRIER_REFUSED when another try would be refused again. A carrier that was chosen is written
    down first: should its answer be lost, it still has the parcel."""
    with database.read() as reader:
        parcel = _parcel(reader, given.order_id)
    try:
        carrier = carriers.by_code(given.carrier) if given.carrier else carriers.default()
        if given.carrier:
            chosen = carrier.code
            database.write(lambda tx: logistics.record_asked(tx, given.order_id, chosen))
        waybill = carrier.create_waybill(booking_key(given.order_id), parcel)
    except CarrierRefused as refused:
        raise BpmnError(CARRIER_REFUSED, refused.message()) from refused
    except CarrierUnknown as unknown:
        if given.carrier is None:
            raise
        raise BpmnError(CARRIER_REFUSED, unknown.message()) from unknown
    return Booked(carrier=waybill.carrier, waybill=waybill.number)


def withdraw(tx: Tx, job: Job, given: OrderOnly, withdrawn: Withdrawn) -> None:
    """A booking whose answer was lost is written down too, as cancelled."""
    if withdrawn.carrier is None or withdrawn.waybill is None:
        return
    key = booking_key(given.order_id)
    logistics.record_booking(tx, given.order_id, key, withdrawn.carrier, withdrawn.waybill)
    logistics.cancel_booking(tx, withdrawn.carrier, withdrawn.waybill)


@topics.remote("logistics.cancel", title_zh="撤回运单", title_en="Take the parcel back", apply=withdraw)
def cancel(database: Database, job: Job, given: OrderOnly) -> Withdrawn:
    """Raises CarrierRefused when the parcel has been picked up: a person has to intercept it. Without a booking every
    carrier that may have one is asked; the last one that had is told."""
    key = booking_key(given.order_id)
    with database.read() as reader:
        known = queries.booked(reader, given.order_id, key)
        asked = queries.carriers_asked(reader, given.order_id)
        parcel = _parcel(reader, given.order_id)
    if known is not None:
        if known.status != ShipmentStatus.CANCELLED:
            carriers.by_code(known.carrier).cancel(f"{key}-cancel", known.waybill)
        return Withdrawn(carrier=known.carrier, waybill=known.waybill)
    withdrawn = Withdrawn(carrier=None, waybill=None)
    for code in dict.fromkeys([carriers.default().code, *asked]):
        carrier = carriers.by_code(code)
        waybill = _find_lost(carrier, key, parcel)
        if waybill is not None:
            carrier.cancel(f"{key}-cancel", waybill)
            withdrawn = Withdrawn(carrier=carrier.code, waybill=waybill)
    return withdrawn


def write_down(tx: Tx, job: Job, given: OrderOnly, followed: Followed) -> None:
    """The same as if the carrier had pushed the reports."""
    for event in followed.tracking_events:
        triggers.carrier_pushed(
            tx,
            TrackingEvent(
                carrier=followed.carrier or "",
                waybill=followed.waybill or "",
                reference=str(given.order_id),
                **event.model_dump(),
            ),
        )


@topics.remote("logistics.track", title_zh="查物流", title_en="Ask where the parcel is", apply=write_down)
def track(database: Database, job: Job, given: OrderOnly) -> Followed:
    with database.read() as reader:
        known = queries.booked(reader, given.order_id, booking_key(given.order_id))
    if known is None:
        return Followed(carrier=None, waybill=None, tracking_status=None, tracking_events=[])
    events = carriers.by_code(known.carrier).track(known.waybill)
    return Followed(
        carrier=known.carrier,
        waybill=known.waybill,
        tracking_status=events[-1].status if events else None,
        tracking_events=[
            Event(event_id=it.event_id, status=it.status, occurred_at=it.occurred_at, text=it.text) for it in events
        ],
    )


def _find_lost(carrier: Carrier, key: str, parcel: ParcelRequest) -> str | None:
    """The waybill under this key: carriers answer a repeated key with the first waybill."""
    try:
        return carrier.create_waybill(key, parcel).number
    except CarrierRefused:
        return None


def _parcel(reader: Reader, order_id: int) -> ParcelRequest:
    order = order_queries.order(reader, order_id)
    ship_to = order.ship_to or {}
    return ParcelRequest(
        reference=order.number,
        warehouse_code=order.warehouse_code,
        recipient=str(ship_to.get("recipient") or order.customer_name),
        address=str(ship_to.get("address") or ""),
        phone=str(ship_to.get("phone") or ""),
        lines=tuple(
            ParcelLine(sku=line.sku, name=line.name, quantity=line.quantity)
            for line in order_queries.lines(reader, order_id)
        ),
    )
