"""logistics.*: one parcel per order, whatever the carrier does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from engine import topics
from engine.topics import BpmnError
from handlers import logistics
from integrations import carriers
from integrations.errors import CarrierRefused, CarrierUnavailable
from integrations.sandbox_carrier import SandboxCarrier
from kit.db import Database
from oms.inventory import queries as stock
from oms.logistics import queries as shipments
from oms.orders import queries as orders
from oms.orders.queries import OrderRecord
from samples.carrier import server

Place = Callable[..., OrderRecord]
Run = Callable[..., dict[str, Any]]
Control = Callable[..., None]
Effects = Callable[[], dict[str, Any]]


@pytest.fixture
def picked(place: Place, run: Run, carrier_url: str) -> OrderRecord:
    """An order whose goods lie at the door."""
    order = place(quantity=5)
    for topic in ("orders.confirm", "inventory.reserve", "inventory.create_pick_list", "inventory.confirm_pick"):
        run(topic, order_id=str(order.id))
    return order


def test_booking_ships_the_order(database: Database, picked: OrderRecord, run: Run) -> None:
    booked = run("logistics.book", order_id=str(picked.id))

    with database.read() as reader:
        shipment = shipments.shipments_of(reader, picked.id)[0]
        level = stock.stock(reader, sku="A-100", warehouse="W1").items[0]
        assert orders.order(reader, picked.id).fulfilment == "shipped"
    assert (shipment.carrier, shipment.waybill) == (booked["carrier"], booked["waybill"])
    assert (level.on_hand, level.reserved) == (Decimal(995), Decimal(0))


def test_booking_twice_makes_one_parcel(database: Database, picked: OrderRecord, run: Run, effects: Effects) -> None:
    first = run("logistics.book", order_id=str(picked.id))
    again = run("logistics.book", order_id=str(picked.id))

    assert first == again
    assert effects()["parcels_by_reference"] == {picked.number: 1}


def test_a_refusal_is_an_error_the_diagram_catches(picked: OrderRecord, run: Run, control: Control) -> None:
    control(faults=["refuse"])

    with pytest.raises(BpmnError) as refused:
        run("logistics.book", order_id=str(picked.id))

    assert refused.value.code == logistics.CARRIER_REFUSED


def test_after_a_refusal_the_order_can_be_booked_again(picked: OrderRecord, run: Run, control: Control) -> None:
    control(faults=["refuse"])
    with pytest.raises(BpmnError):
        run("logistics.book", order_id=str(picked.id))

    assert run("logistics.book", order_id=str(picked.id), carrier="sandbox")["waybill"]


def test_a_carrier_nobody_knows_is_a_refusal(picked: OrderRecord, run: Run) -> None:
    with pytest.raises(BpmnError, match="顺风"):
        run("logistics.book", order_id=str(picked.id), carrier="顺风")


def test_an_outage_is_left_to_the_retry(picked: OrderRecord, run: Run, control: Control, effects: Effects) -> None:
    control(faults=["error"])

    with pytest.raises(CarrierUnavailable):
        run("logistics.book", order_id=str(picked.id))
    run("logistics.book", order_id=str(picked.id))

    assert effects()["parcels_by_reference"] == {picked.number: 1}


def test_a_recorded_booking_is_taken_back(database: Database, picked: OrderRecord, run: Run) -> None:
    booked = run("logistics.book", order_id=str(picked.id))

    withdrawn = run("logistics.cancel", order_id=str(picked.id))
    again = run("logistics.cancel", order_id=str(picked.id))

    assert withdrawn == again == booked
    with database.read() as reader:
        assert shipments.shipments_of(reader, picked.id)[0].status == "cancelled"


def test_a_booking_whose_answer_was_lost_is_found_and_taken_back(
    database: Database, picked: OrderRecord, run: Run, effects: Effects
) -> None:
    handler = topics.find("logistics.book")
    assert handler is not None
    job: Any = None
    lost = handler.run(database, job, handler.input(order_id=str(picked.id)))

    assert run("logistics.cancel", order_id=str(picked.id))["waybill"] == lost.waybill
    assert effects()["parcels_by_reference"] == {picked.number: 0}
    with database.read() as reader:
        assert shipments.shipments_of(reader, picked.id)[0].status == "cancelled"


class _Express(SandboxCarrier):
    """A second carrier of the house."""

    code = "express"


@pytest.fixture
def express(carrier_url: str) -> Iterator[str]:
    """A carrier that is used only where a person chooses it."""
    url, stop = server.start_in_thread(secret="test-secret", step_seconds=600)
    client = _Express(url, secret="test-secret")
    carriers.use(client)
    yield url
    client.close()
    stop()


def test_a_lost_booking_at_a_chosen_carrier_is_found_and_taken_back_there(
    database: Database, picked: OrderRecord, run: Run, express: str
) -> None:
    handler = topics.find("logistics.book")
    assert handler is not None
    job: Any = None
    lost = handler.run(database, job, handler.input(order_id=str(picked.id), carrier="express"))

    withdrawn = run("logistics.cancel", order_id=str(picked.id))

    assert withdrawn == {"carrier": "express", "waybill": lost.waybill}
    assert httpx.get(f"{express}/_effects").json()["parcels_by_reference"] == {picked.number: 0}


def test_there_is_nothing_to_take_back_when_the_carrier_refuses_the_parcel(
    picked: OrderRecord, run: Run, control: Control
) -> None:
    control(faults=["refuse"])

    assert run("logistics.cancel", order_id=str(picked.id)) == {"carrier": None, "waybill": None}


def test_a_parcel_on_its_way_is_not_taken_back(picked: OrderRecord, run: Run, control: Control) -> None:
    control(step_seconds=0)
    run("logistics.book", order_id=str(picked.id))
    run("logistics.track", order_id=str(picked.id))

    with pytest.raises(CarrierRefused):
        run("logistics.cancel", order_id=str(picked.id))


def test_tracking_an_order_without_parcel_tells_nothing(place: Place, run: Run, carrier_url: str) -> None:
    assert run("logistics.track", order_id=str(place().id))["tracking_events"] == []
