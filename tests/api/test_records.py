"""What is told and recorded: notices, the audit trail, reports of carriers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from integrations import carriers, webhook_signature
from kit.db import Tx
from oms.logistics import service as logistics
from oms.notifications import service as notifications

V1 = "/api/v1"
SECRET = "sandbox-secret"


@pytest.fixture
def notice(shop: Any) -> str:
    """Something that the warehouse was told."""
    key = shop.number()
    message = notifications.Message(zh=f"请看 {key}", en=f"Look at {key}", group="warehouse")
    shop.services.database.write(lambda tx: notifications.notify(tx, message, key=key))
    found = shop.as_("warehouse").get(f"{V1}/notifications", params={"unread": True}).json()["items"]
    assert found[0]["text"] == f"请看 {key}"
    return str(found[0]["id"])


def test_a_notice_is_read_once_by_its_receiver(shop: Any, notice: str) -> None:
    warehouse = shop.as_("warehouse")
    before = warehouse.get(f"{V1}/notifications").json()["unread"]

    assert warehouse.post(f"{V1}/notifications/{notice}/read").status_code == 204
    assert warehouse.post(f"{V1}/notifications/{notice}/read").status_code == 204

    assert warehouse.get(f"{V1}/notifications").json()["unread"] == before - 1


def test_a_notice_speaks_the_readers_language(shop: Any, notice: str) -> None:
    answer = shop.as_("warehouse").get(f"{V1}/notifications", headers={"Accept-Language": "en"})

    assert answer.json()["items"][0]["text"].startswith("Look at")


def test_a_notice_of_others_is_not_found(shop: Any, notice: str) -> None:
    assert shop.as_("sales").post(f"{V1}/notifications/{notice}/read").status_code == 404
    found = shop.as_("sales").get(f"{V1}/notifications").json()["items"]
    assert notice not in [item["id"] for item in found]


def test_the_auditor_reads_an_orders_trail(shop: Any) -> None:
    order = shop.order()

    events = shop.as_("auditor").get(f"{V1}/audit", params={"stream": order["id"]}).json()["items"]

    assert [event["n"] for event in events] == list(range(len(events), 0, -1))
    assert events[-1]["action"] == "order.submitted"
    assert events[-1]["actor"] == "sales"


def test_the_auditor_pages_through_everything(shop: Any) -> None:
    shop.order()
    auditor = shop.as_("auditor")

    first = auditor.get(f"{V1}/audit", params={"limit": 3}).json()
    second = auditor.get(f"{V1}/audit", params={"limit": 3, "cursor": first["next_cursor"]}).json()

    places = [(event["stream"], event["n"]) for page in (first, second) for event in page["items"]]
    assert len(set(places)) == 6


@pytest.fixture
def waybill(shop: Any) -> Iterator[str]:
    """A shipment that is on its way."""
    order, number = shop.order(), f"SB{shop.number().removeprefix('PO-')}X"

    def book(tx: Tx) -> None:
        logistics.record_booking(tx, int(order["id"]), carrier="sandbox", waybill=number, job_key=number)

    with carriers.alone():
        carriers.use_sandbox("http://127.0.0.1:9", secret=SECRET)
        shop.services.database.write(book)
        yield number


def push(shop: Any, waybill: str, *, secret: str = SECRET, late: timedelta = timedelta(0)) -> Any:
    now = shop.services.database.clock.now()
    event = {
        "id": f"{waybill}-1",
        "waybill": waybill,
        "status": "in_transit",
        "text": "已揽收",
        "occurred_at": now.isoformat(),
    }
    body = orjson.dumps({"events": [event]})
    headers = webhook_signature.sign(secret, message_id="m1", sent_at=now - late, body=body)
    with shop.anonymous() as client:
        return client.post(f"{V1}/webhooks/carrier/sandbox", content=body, headers=headers)


def test_a_signed_report_of_a_carrier_is_taken(shop: Any, waybill: str) -> None:
    assert push(shop, waybill).status_code == 204


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"late": timedelta(minutes=10)}])
def test_a_report_that_proves_nothing_is_refused(shop: Any, waybill: str, wrong: dict[str, Any]) -> None:
    before = shop.facts()

    answer = push(shop, waybill, **wrong)

    assert answer.status_code == 401
    assert answer.json()["code"] == "webhook.signature_invalid"
    assert shop.facts() == before


def test_a_report_about_an_unknown_parcel_is_not_found(shop: Any, waybill: str) -> None:
    assert push(shop, f"{waybill}Y").status_code == 404


def test_a_carrier_that_is_not_configured_is_not_found(shop: Any) -> None:
    with shop.anonymous() as client:
        assert client.post(f"{V1}/webhooks/carrier/nobody", content=b"{}").status_code == 404
