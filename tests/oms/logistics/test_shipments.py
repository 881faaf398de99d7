"""Bookings and tracking reports, told twice, late or out of order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kit.db import Database
from oms.logistics import errors, queries, service
from oms.logistics.rules import ShipmentStatus
from oms.logistics.service import Report

START = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ORDER = 4711


def _book(database: Database, job: str = "1:a", waybill: str = "SB1", order: int = ORDER) -> queries.ShipmentRecord:
    return database.write(lambda tx: service.record_booking(tx, order, job, "sandbox", waybill))


def _track(database: Database, *reports: Report) -> service.Tracked:
    return database.write(lambda tx: service.record_tracking(tx, "sandbox", "SB1", reports))


def _report(status: ShipmentStatus, hours: int) -> Report:
    return Report(status.value.upper(), status, f"包裹{status}", START + timedelta(hours=hours))


def test_the_same_job_books_one_shipment(database: Database) -> None:
    first, second = _book(database), _book(database)

    assert first == second
    with database.read() as reader:
        assert [shipment.waybill for shipment in queries.shipments_of(reader, ORDER)] == ["SB1"]


def test_another_waybill_for_the_same_job_is_refused(database: Database) -> None:
    _book(database)

    with pytest.raises(errors.BookingDiffers):
        _book(database, waybill="SB2")


def test_a_waybill_of_another_shipment_is_refused(database: Database) -> None:
    _book(database)

    with pytest.raises(errors.WaybillTaken):
        _book(database, job="2:b", order=ORDER + 1)


def test_a_delivery_is_told_once(database: Database) -> None:
    _book(database)
    delivered = _report(ShipmentStatus.DELIVERED, 5)

    first, second = _track(database, delivered), _track(database, delivered)

    assert (first.added, first.delivered, first.order_id) == (1, True, ORDER)
    assert (second.added, second.delivered, second.status) == (0, False, "delivered")


def test_late_reports_are_kept_but_do_not_move_the_parcel_back(database: Database) -> None:
    _book(database)
    _track(database, _report(ShipmentStatus.OUT_FOR_DELIVERY, 4))

    late = _track(database, _report(ShipmentStatus.IN_TRANSIT, 2), _report(ShipmentStatus.HANDED_OVER, 1))

    assert (late.added, late.status) == (2, "out_for_delivery")
    with database.read() as reader:
        (shipment,) = queries.shipments_of(reader, ORDER)
    assert [event.status for event in shipment.events] == ["out_for_delivery", "in_transit", "handed_over"]


def test_a_batch_of_reports_in_any_order_ends_at_the_furthest(database: Database) -> None:
    _book(database)

    done = _track(database, _report(ShipmentStatus.DELIVERED, 5), _report(ShipmentStatus.IN_TRANSIT, 2))

    assert (done.added, done.status, done.delivered) == (2, "delivered", True)


def test_a_delivered_parcel_cannot_be_cancelled_another_once(database: Database) -> None:
    _book(database)

    def cancel() -> bool:
        return database.write(lambda tx: service.cancel_booking(tx, "sandbox", "SB1"))

    assert (cancel(), cancel()) == (True, False)
    assert not _track(database, _report(ShipmentStatus.DELIVERED, 5)).delivered


def test_an_unknown_waybill_is_refused(database: Database) -> None:
    with pytest.raises(errors.ShipmentUnknown):
        _track(database, _report(ShipmentStatus.DELIVERED, 5))
