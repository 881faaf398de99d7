"""Reads of logistics: shipments of an order with what was reported about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from kit.compiled import Compiled, among
from kit.db import Reader, Tx
from oms.logistics import errors
from oms.logistics.models import CarrierAsked, Shipment, TrackingEvent


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
_OF_ORDER = Compiled(select(*_COLUMNS).where(Shipment.order_id == bindparam("of_order")).order_by(Shipment.id))
_BY_WAYBILL = Compiled(
    select(*_COLUMNS).where(Shipment.carrier == bindparam("carrier"), Shipment.waybill == bindparam("waybill"))
)
_OF_JOB = Compiled(
    select(*_COLUMNS).where(Shipment.order_id == bindparam("of_order"), Shipment.job_key == bindparam("job_key"))
)
_ASKED = Compiled(
    select(CarrierAsked.carrier)
    .where(CarrierAsked.order_id == bindparam("of_order"))
    .order_by(CarrierAsked.asked_at, CarrierAsked.carrier)
)
_EVENTS = Compiled(
    select(
        TrackingEvent.shipment_id,
        TrackingEvent.code,
        TrackingEvent.status,
        TrackingEvent.text,
        TrackingEvent.occurred_at,
    )
    .where(among(TrackingEvent.shipment_id, "of_shipments"))
    .order_by(TrackingEvent.occurred_at.desc(), TrackingEvent.id.desc())
)


def shipments_of(reader: Reader | Tx, order_id: int) -> list[ShipmentRecord]:
    """The order's shipments, oldest first, with their events."""
    rows = _OF_ORDER.rows(reader, {"of_order": order_id})
    events = _events(reader, [row[0] for row in rows])
    return [ShipmentRecord(*(*row, tuple(events.get(row[0], ())))) for row in rows]


def carriers_asked(reader: Reader | Tx, order_id: int) -> list[str]:
    """Carriers that were chosen for the order's parcel and asked for it, in that order."""
    return [row[0] for row in _ASKED.rows(reader, {"of_order": order_id})]


def shipment_by_waybill(reader: Reader | Tx, carrier: str, waybill: str) -> ShipmentRecord:
    """The shipment without its events; raises ShipmentUnknown."""
    row = _BY_WAYBILL.one(reader, {"carrier": carrier, "waybill": waybill})
    if row is None:
        raise errors.ShipmentUnknown(waybill=waybill[:64])
    return ShipmentRecord(*row)


def booked(reader: Reader | Tx, order_id: int, job_key: str) -> ShipmentRecord | None:
    """The shipment that this job booked, or None."""
    row = _OF_JOB.one(reader, {"of_order": order_id, "job_key": job_key})
    return ShipmentRecord(*row) if row else None


def _events(reader: Reader | Tx, shipment_ids: list[int]) -> dict[int, list[Tracking]]:
    if not shipment_ids:
        return {}
    found: dict[int, list[Tracking]] = {}
    for shipment_id, code, status, text, occurred_at in _EVENTS.rows(reader, {"of_shipments": shipment_ids}):
        found.setdefault(shipment_id, []).append(Tracking(code, status, text, occurred_at))
    return found
