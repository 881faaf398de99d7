"""What every carrier must be able to do, in our words.

A waybill is created at most once per key, however often it is asked for. Events may arrive twice, late
and out of order: `event_id` tells repetitions, `rank` tells which of two events is further on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class TrackingStatus(StrEnum):
    """Where a parcel is."""

    CREATED = "created"  # the waybill exists, the parcel is still with us
    HANDED_OVER = "handed_over"  # the carrier has picked the parcel up
    IN_TRANSIT = "in_transit"  # on its way between depots
    OUT_FOR_DELIVERY = "out_for_delivery"  # on the courier's vehicle
    DELIVERED = "delivered"  # signed for
    EXCEPTION = "exception"  # damaged, refused, address unknown: a person must act
    RETURNED = "returned"  # back with us


_ROUTE = (
    TrackingStatus.CREATED,
    TrackingStatus.HANDED_OVER,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.EXCEPTION,
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.DELIVERED,
    TrackingStatus.RETURNED,
)


def rank(status: TrackingStatus) -> int:
    """Position on the route; an event of lower rank than the shipment's never moves it back."""
    return _ROUTE.index(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """One kind of goods in the parcel."""

    sku: str
    name: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRequest:
    """What the carrier is asked to take; `reference` is our order number, shown on the label."""

    reference: str
    warehouse_code: str
    recipient: str
    address: str = ""
    phone: str = ""
    lines: Sequence[ParcelLine] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """The carrier's promise to take a parcel."""

    carrier: str
    number: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingEvent:
    """One report about a parcel; `occurred_at` is aware, by the carrier's clock."""

    carrier: str
    event_id: str
    waybill: str
    reference: str
    status: TrackingStatus
    occurred_at: datetime
    text: str


class Carrier(Protocol):
    """One carrier. Calls go over the network (at most about ten seconds): never inside a transaction."""

    @property
    def code(self) -> str:
        """Short name in URLs, tables and settings."""
        ...

    def create_waybill(self, key: str, parcel: ParcelRequest) -> Waybill:
        """The waybill of `key`; asked again with the same key it is the same one.

        Raises CarrierRefused (permanent) or CarrierUnavailable (try again with the same key).
        """
        ...

    def cancel(self, key: str, waybill: str) -> None:
        """Take the waybill back; once more is no failure. Raises CarrierRefused when already handed over."""
        ...

    def track(self, waybill: str) -> list[TrackingEvent]:
        """All that is known, oldest first. Raises CarrierRefused for an unknown waybill."""
        ...

    def parse_push(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> list[TrackingEvent]:
        """The events of a signed push. Raises SignatureInvalid or PushUnreadable. No network."""
        ...
