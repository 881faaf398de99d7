"""Where a shipment can be, without a database."""

from __future__ import annotations

from enum import StrEnum


class ShipmentStatus(StrEnum):
    """Where a parcel is. Late or doubled reports never move it backwards."""

    CREATED = "created"  # booked, still with us
    HANDED_OVER = "handed_over"  # the carrier has it
    IN_TRANSIT = "in_transit"  # on its way
    OUT_FOR_DELIVERY = "out_for_delivery"  # with the courier
    EXCEPTION = "exception"  # something went wrong; it may still arrive
    DELIVERED = "delivered"  # the customer has it
    RETURNED = "returned"  # back with us
    CANCELLED = "cancelled"  # the booking was taken back


RANK: dict[ShipmentStatus, int] = {
    ShipmentStatus.CREATED: 0,
    ShipmentStatus.HANDED_OVER: 1,
    ShipmentStatus.IN_TRANSIT: 2,
    ShipmentStatus.OUT_FOR_DELIVERY: 3,
    ShipmentStatus.EXCEPTION: 3,
    ShipmentStatus.DELIVERED: 4,
    ShipmentStatus.RETURNED: 5,
    ShipmentStatus.CANCELLED: 6,
}
