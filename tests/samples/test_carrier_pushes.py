"""The carrier pushes each event, signed, until it is taken; and remembers its parcels over a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations.carrier import ParcelRequest, TrackingEvent
from integrations.errors import PushUnreadable, SignatureInvalid
from integrations.sandbox_carrier import SandboxCarrier
from samples.carrier import server

SECRET = "push-secret"
ROUTE = ["handed_over", "in_transit", "out_for_delivery", "delivered"]
PARCEL = ParcelRequest(reference="SO-7", warehouse_code="W2", recipient="云岭药房")


class Webhook:
    """Our side: believes what is genuine, keeps it, answers 503 as often as told."""

    def __init__(self, http: HTTPServer) -> None:
        self.url = http.url_for("/webhooks/carrier/sandbox")
        self.events: list[TrackingEvent] = []
        self.refused: list[Exception] = []
        self.outages = 0
        self._carrier = SandboxCarrier("http://127.0.0.1:9", secret=SECRET)
        http.expect_request("/webhooks/carrier/sandbox", method="POST").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        if self.outages > 0:
            self.outages -= 1
            return Response(status=503)
        try:
            headers = dict(request.headers.items())
            self.events += self._carrier.parse_push(headers, request.get_data(), now=datetime.now(UTC))
        except (SignatureInvalid, PushUnreadable) as refused:
            self.refused.append(refused)
            return Response(status=401 if isinstance(refused, SignatureInvalid) else 422)
        return Response(status=204)

    def statuses(self) -> list[str]:
        return [str(event.status) for event in self.events]

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 10
        while len(self.events) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.events) >= count, self.statuses()


@pytest.fixture
def webhook(httpserver: HTTPServer) -> Webhook:
    return Webhook(httpserver)


Start = Callable[..., SandboxCarrier]


@pytest.fixture
def start(webhook: Webhook) -> Iterator[Start]:
    """Starts a carrier that pushes to the webhook, with the faults asked for."""
    stops: list[Callable[[], None]] = []

    def run(step_seconds: float = 0.01, book_path: Path | None = None, **push: object) -> SandboxCarrier:
        url, stop = server.start_in_thread(
            webhook_url=webhook.url, secret=SECRET, step_seconds=step_seconds, book_path=book_path
        )
        httpx.post(f"{url}/_control", json={"push": push}).raise_for_status()
        client = SandboxCarrier(url, secret=SECRET)
        stops.extend([client.close, stop])
        return client

    yield run
    for stop in stops:
        stop()


def test_a_parcel_is_reported_from_pick_up_to_delivery(start: Start, webhook: Webhook) -> None:
    waybill = start().create_waybill("k", PARCEL)

    webhook.wait_for(4)

    assert webhook.statuses() == ROUTE
    assert {(event.waybill, event.reference) for event in webhook.events} == {(waybill.number, "SO-7")}
    assert [event.occurred_at for event in webhook.events] == sorted(event.occurred_at for event in webhook.events)


def test_a_push_that_is_not_taken_comes_again(start: Start, webhook: Webhook) -> None:
    webhook.outages = 1
    start().create_waybill("k", PARCEL)

    webhook.wait_for(4)

    assert sorted(webhook.statuses()) == sorted(ROUTE)


def test_duplicates_carry_the_same_event_id(start: Start, webhook: Webhook) -> None:
    start(repeat=3).create_waybill("k", PARCEL)

    webhook.wait_for(12)

    assert len({event.event_id for event in webhook.events}) == 4


def test_events_can_arrive_out_of_order(start: Start, webhook: Webhook) -> None:
    start(step_seconds=0, shuffle=True).create_waybill("k", PARCEL)

    webhook.wait_for(4)

    assert webhook.statuses() == ROUTE[::-1]


def test_forged_pushes_and_garbage_are_not_believed(start: Start, webhook: Webhook) -> None:
    start(forge=True, garbage=True).create_waybill("k", PARCEL)

    webhook.wait_for(4)

    assert webhook.statuses() == ROUTE
    assert {type(refused) for refused in webhook.refused} == {SignatureInvalid, PushUnreadable}


def test_a_restarted_carrier_knows_its_parcels_and_goes_on_pushing(
    start: Start, webhook: Webhook, tmp_path: Path
) -> None:
    book = tmp_path / "carrier.db"
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=0.01, book_path=book)
    before = SandboxCarrier(url, secret=SECRET)
    waybill = before.create_waybill("k", PARCEL)
    before.close()
    stop()

    again = start(book_path=book).create_waybill("k", PARCEL)

    webhook.wait_for(4)
    assert again == waybill


def test_a_cancelled_parcel_is_not_reported(start: Start, webhook: Webhook) -> None:
    carrier = start(step_seconds=0.3)
    waybill = carrier.create_waybill("k", PARCEL)

    carrier.cancel("c", waybill.number)

    time.sleep(0.5)
    assert webhook.events == []


@pytest.mark.parametrize(
    "wishes", [{"faults": ["earthquake"]}, {"push": {"colour": 1}}, {"weather": 1}, {"step_seconds": "x"}]
)
def test_an_unknown_wish_is_refused_and_changes_nothing(start: Start, wishes: dict[str, object]) -> None:
    start()
    url, stop = server.start_in_thread()
    before = httpx.get(f"{url}/_control").json()

    answer = httpx.post(f"{url}/_control", json=wishes)

    assert answer.status_code == 422
    assert httpx.get(f"{url}/_control").json() == before
    stop()
