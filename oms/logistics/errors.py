"""What logistics refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class ShipmentUnknown(Failure):
    """No shipment of this carrier has this waybill."""

    code = "logistics.shipment_unknown"
    kind = Kind.NOT_FOUND
    zh = "没有运单号为“{waybill}”的发运记录。请核对承运商与运单号。"
    en = "There is no shipment with waybill “{waybill}”. Check carrier and waybill."


class WaybillTaken(Failure):
    """The carrier gave the same waybill to another booking."""

    code = "logistics.waybill_taken"
    kind = Kind.CONFLICT
    zh = "运单号“{waybill}”已用于另一笔发运。请联系承运商 {carrier} 核实。"
    en = "Waybill “{waybill}” belongs to another shipment. Ask the carrier {carrier}."


class BookingDiffers(Failure):
    """The same job was booked before with another waybill."""

    code = "logistics.booking_differs"
    kind = Kind.CONFLICT
    zh = "这笔发运已登记运单“{known}”，又收到“{waybill}”。请取消多余的运单。"
    en = "This job is booked as “{known}” already and now as “{waybill}”. Cancel the surplus waybill."
