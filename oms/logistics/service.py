"""Writes bookings and carriers' reports down, each exactly once however often it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, update

from kit import audit, broadcast, ids
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once
from kit.tables import Instant
from oms.logistics import errors, queries
from oms.logistics.models import CarrierAsked, Shipment, TrackingEvent
from oms.logistics.rules import RANK, ShipmentStatus

_ADVANCE = Compiled(
    update(Shipment)
    .where(Shipment.id == bindparam("of_shipment"), Shipment.rank < bindparam("new_rank"))
    .values(
        status=bindparam("new_status"),
        rank=bindparam("new_rank"),
        updated_at=bindparam("now", type_=Instant),
        delivered_at=func.coalesce(bindparam("delivered", type_=Instant), Shipment.delivered_at),
    )
)


@dataclass(frozen=True)
class Report:
    """One tracking report: the carrier's code, what it means here, its words, when it happened."""

    code: str
    status: ShipmentStatus
    text: str
    occurred_at: datetime


@dataclass(frozen=True)
class Tracked:
    """What reports changed: how many were new; `delivered` is true once, for the report that delivered it."""

    shipment_id: int
    order_id: int
    added: int
    status: str
    delivered: bool


def record_booking(tx: Tx, order_id: int, job_key: str, carrier: str, waybill: str) -> queries.ShipmentRecord:
    """The shipment of this job. Told again, the same one; raises BookingDiffers, WaybillTaken."""
    shipment_id = ids.new_id()
    row = {
        "id": shipment_id,
        "order_id": order_id,
        "job_key": job_key,
        "carrier": carrier,
        "waybill": waybill,
        "status": ShipmentStatus.CREATED,
        "rank": RANK[ShipmentStatus.CREATED],
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    new = insert_once(tx, Shipment, row)
    known = queries.booked(tx, order_id, job_key)
    if known is None:
        raise errors.WaybillTaken(waybill=waybill, carrier=carrier)
    if known.waybill != waybill:
        raise errors.BookingDiffers(known=known.waybill, waybill=waybill)
    if new:
        after = {"carrier": carrier, "waybill": waybill}
        audit.record(tx, order_id, "shipment.booked", subject=waybill, after=after)
        broadcast.announce(tx, "orders", {"order_id": str(order_id)})
    return known


def record_asked(tx: Tx, order_id: int, carrier: str) -> None:
    """Written before the carrier is asked for a parcel: one whose answer is lost can be found. May run twice."""
    insert_once(tx, CarrierAsked, {"order_id": order_id, "carrier": carrier, "asked_at": tx.now})


def record_tracking(tx: Tx, carrier: str, waybill: str, reports: Sequence[Report]) -> Tracked:
    """Write reports down; known ones are skipped, late ones do not move the parcel back. Raises ShipmentUnknown."""
    shipment = queries.shipment_by_waybill(tx, carrier, waybill)
    added, delivered = 0, False
    for report in sorted(reports, key=lambda report: report.occurred_at):
        if not insert_once(tx, TrackingEvent, _event_row(tx, shipment, report)):
            continue
        added += 1
        if _advance(tx, shipment.id, report):
            delivered |= report.status == ShipmentStatus.DELIVERED
            after = {"status": report.status.value, "text": report.text}
            audit.record(tx, shipment.order_id, "shipment.moved", subject=waybill, after=after)
    status = queries.shipment_by_waybill(tx, carrier, waybill).status
    if added:
        broadcast.announce(tx, "orders", {"order_id": str(shipment.order_id)})
    return Tracked(shipment.id, shipment.order_id, added, status, delivered)


def cancel_booking(tx: Tx, carrier: str, waybill: str) -> bool:
    """The carrier took the booking back; False when the parcel is delivered or cancelled already."""
    shipment = queries.shipment_by_waybill(tx, carrier, waybill)
    statement = (
        update(Shipment)
        .where(Shipment.id == shipment.id, Shipment.rank < RANK[ShipmentStatus.DELIVERED])
        .values(status=ShipmentStatus.CANCELLED, rank=RANK[ShipmentStatus.CANCELLED], updated_at=tx.now)
    )
    if not tx.connection.execute(statement).rowcount:
        return False
    audit.record(tx, shipment.order_id, "shipment.cancelled", subject=waybill)
    return True


def _advance(tx: Tx, shipment_id: int, report: Report) -> bool:
    """Move the parcel forward; False when it is there or further."""
    delivered = report.occurred_at if report.status == ShipmentStatus.DELIVERED else None
    values = {"new_status": report.status.value, "new_rank": RANK[report.status], "now": tx.now}
    return bool(_ADVANCE.run(tx, {**values, "of_shipment": shipment_id, "delivered": delivered}))


def _event_row(tx: Tx, shipment: queries.ShipmentRecord, report: Report) -> dict[str, object]:
    return {
        "id": ids.new_id(),
        "shipment_id": shipment.id,
        "carrier": shipment.carrier,
        "waybill": shipment.waybill,
        "code": report.code,
        "status": report.status,
        "text": report.text,
        "occurred_at": report.occurred_at,
        "received_at": tx.now,
    }
