"""Reads of logistics: shipments of an order with what was reported about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kit.db import Reader, Tx
from oms.logistics import errors
from oms.logistics.models import Shipment, TrackingEvent


@dataclass(frozen=True)
class Tracking:
    """One report of a carrier."""

    code: str
    status: str
    text: str
    occurred_at: datetime


@dataclass(frozen=True)
class ShipmentRecord:
    """A shipment; `events` newest first."""

    id: int
    order_id: int
    carrier: str
    waybill: str
    status: str
    created_at: datetime
    delivered_at: datetime | None
    events: tuple[Tracking, ...] = ()


_COLUMNS = (
    Shipment.id,
    Shipment.order_id,
    Shipment.carrier,
    Shipment.waybill,
    Shipment.status,
    Shipment.created_at,
    Shipment.delivered_at,
)


def shipments_of(reader: Reader | Tx, order_id: int) -> list[ShipmentRecord]:
    """The order's shipments, oldest first, with their events."""
    statement = select(*_COLUMNS).where(Shipment.order_id == order_id).order_by(Shipment.id)
    rows = reader.connection.execute(statement).all()
    events = _events(reader, [row.id for row in rows])
    return [ShipmentRecord(*row, events=tuple(events.get(row.id, ()))) for row in rows]


def shipment_by_waybill(reader: Reader | Tx, carrier: str, waybill: str) -> ShipmentRecord:
    """The shipment without its events; raises ShipmentUnknown."""
    statement = select(*_COLUMNS).where(Shipment.carrier == carrier, Shipment.waybill == waybill)
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise errors.ShipmentUnknown(waybill=waybill[:64])
    return ShipmentRecord(*row)


def booked(reader: Reader | Tx, order_id: int, job_key: str) -> ShipmentRecord | None:
    """The shipment that this job booked, or None."""
    statement = select(*_COLUMNS).where(Shipment.order_id == order_id, Shipment.job_key == job_key)
    row = reader.connection.execute(statement).one_or_none()
    return ShipmentRecord(*row) if row else None


def _events(reader: Reader | Tx, shipment_ids: list[int]) -> dict[int, list[Tracking]]:
    if not shipment_ids:
        return {}
    statement = (
        select(
            TrackingEvent.shipment_id,
            TrackingEvent.code,
            TrackingEvent.status,
            TrackingEvent.text,
            TrackingEvent.occurred_at,
        )
        .where(TrackingEvent.shipment_id.in_(shipment_ids))
        .order_by(TrackingEvent.occurred_at.desc(), TrackingEvent.id.desc())
    )
    found: dict[int, list[Tracking]] = {}
    for shipment_id, code, status, text, occurred_at in reader.connection.execute(statement):
        found.setdefault(shipment_id, []).append(Tracking(code, status, text, occurred_at))
    return found
