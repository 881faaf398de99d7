"""Instances, incidents and messages over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine import jobs
from integrations import carriers
from kit.db import Database

V1 = "/api/v1"
WHY = {"reason": "演练一下 drill"}


@pytest.fixture
def order(shop: Any) -> dict[str, Any]:
    return dict(shop.order(lines=[{"sku": "A-200", "quantity": "3"}]))


def instance(shop: Any, order: dict[str, Any]) -> dict[str, Any]:
    answer = shop.as_("sales").get(f"{V1}/instances/{order['process_instance_id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_an_instance_shows_where_it_stands_and_how_it_came_there(shop: Any, order: dict[str, Any]) -> None:
    shown = instance(shop, order)

    assert shown["process_id"] == "order_to_cash"
    assert shown["status"] == "active"
    assert shown["business_key"] == order["id"]
    assert shown["variables"]["order_number"] == order["number"]
    assert ("approve_level1", "user") in [(token["element_id"], token["kind"]) for token in shown["tokens"]]
    assert {step["process_id"] for step in shown["path"]} >= {"order_to_cash", "order_approval"}
    assert {call["process_id"] for call in shown["called"]} >= {"order_approval", "fulfilment"}


def test_instances_are_listed_by_process_status_and_order(shop: Any, order: dict[str, Any]) -> None:
    sales = shop.as_("sales")
    id = order["process_instance_id"]

    for narrowed in ({"process": "order_to_cash"}, {"status": "active"}, {"order_id": order["id"]}):
        found = sales.get(f"{V1}/instances", params=narrowed | {"limit": 200}).json()["items"]
        assert id in [row["id"] for row in found], narrowed
    assert sales.get(f"{V1}/instances", params={"process": "nothing"}).json()["items"] == []
    assert sales.get(f"{V1}/instances", params={"status": "flying"}).status_code == 422


def test_a_suspended_instance_takes_nothing_until_it_is_resumed(shop: Any, order: dict[str, Any]) -> None:
    admin, path = shop.as_("admin"), f"{V1}/instances/{order['process_instance_id']}"
    (task,) = shop.tasks(order)

    suspended = admin.post(f"{path}/suspend", json=WHY)
    refused = shop.as_("approver").post(f"{V1}/tasks/{task['id']}/complete", json={"outcome": "approve"})
    resumed = admin.post(f"{path}/resume", json=WHY)
    done = shop.as_("approver").post(f"{V1}/tasks/{task['id']}/complete", json={"outcome": "approve"})

    assert suspended.json()["status"] == "suspended"
    assert refused.status_code == 409
    assert resumed.json()["status"] == "active"
    assert done.status_code == 200, done.text


def test_an_instance_is_cancelled_with_a_reason_once(shop: Any, order: dict[str, Any]) -> None:
    admin, path = shop.as_("admin"), f"{V1}/instances/{order['process_instance_id']}"

    without = admin.post(f"{path}/cancel", json={"reason": ""})
    done = admin.post(f"{path}/cancel", json=WHY)
    again = admin.post(f"{path}/cancel", json=WHY)

    assert without.status_code == 422
    assert done.json()["status"] == "cancelled"
    assert again.status_code == 409


def test_an_instance_that_does_not_exist_is_not_found(shop: Any) -> None:
    assert shop.as_("sales").get(f"{V1}/instances/5").status_code == 404


def run_jobs(database: Database) -> None:
    with database.read() as reader:
        waiting = jobs.open_jobs(reader)
    for task_id, _ in waiting:
        jobs.run(database, task_id)


@pytest.fixture
def incident(shop: Any) -> Iterator[dict[str, Any]]:
    """An order whose carrier cannot be reached until no attempt is left."""
    with carriers.alone():
        yield _stopped(shop)


def _stopped(shop: Any) -> dict[str, Any]:
    order = shop.order()
    (task,) = shop.tasks(order)
    done = shop.as_("warehouse").post(f"{V1}/tasks/{task['id']}/complete", json={"variables": {}})
    assert done.status_code == 200, done.text
    database = shop.services.database
    for _ in range(5):
        database.write(lambda tx: tx.cursor.execute("UPDATE work_item SET due_at = 0 WHERE kind = 2"))
        run_jobs(database)
    found = shop.as_("admin").get(f"{V1}/incidents", params={"limit": 200}).json()["items"]
    return dict(next(row for row in found if row["order_id"] == order["id"]))


def test_an_incident_says_what_stopped_where_and_why(incident: dict[str, Any]) -> None:
    assert incident["element_id"]
    assert incident["element_name"]
    assert incident["process_name"] == "订单履约"
    assert incident["code"] == "incident.handler_refused"


def test_an_incident_is_told_in_the_language_of_the_reader(shop: Any, incident: dict[str, Any]) -> None:
    path = f"{V1}/incidents?limit=200"
    told = {}
    for language in ("zh-CN", "en"):
        rows = shop.as_("admin").get(path, headers={"accept-language": language}).json()["items"]
        told[language] = next(row for row in rows if row["id"] == incident["id"])
    chinese, english = told["zh-CN"]["message"], told["en"]["message"]

    assert (told["en"]["element_name"], told["en"]["process_name"]) == ("Book shipment", "Fulfilment")
    assert chinese.startswith("“下运单”没有完成：") and "重新执行" in chinese
    assert english.startswith("“Book shipment” was not done: ") and "run it again" in english


def test_an_incident_is_retried_with_a_reason(shop: Any, incident: dict[str, Any]) -> None:
    admin, path = shop.as_("admin"), f"{V1}/incidents/{incident['id']}"

    assert admin.post(f"{path}/retry", json={"reason": "再"}).status_code == 422
    assert admin.post(f"{path}/retry", json=WHY | {"variables": ["carrier"]}).status_code == 422
    assert admin.post(f"{path}/retry", json=WHY | {"variables": {"carrier": "sandbox"}}).status_code == 204
    assert admin.post(f"{path}/retry", json=WHY).status_code == 404
    assert shop.as_("sales").post(f"{path}/retry", json=WHY).status_code == 403


def test_an_incident_is_skipped_with_a_result(shop: Any, incident: dict[str, Any]) -> None:
    result = {"carrier": "sandbox", "waybill": "SB1"}
    answer = shop.as_("admin").post(f"{V1}/incidents/{incident['id']}/skip", json=WHY | {"variables": result})

    assert answer.status_code == 204, answer.text


def test_an_incident_that_does_not_exist_is_not_found(shop: Any) -> None:
    assert shop.as_("admin").post(f"{V1}/incidents/{uuid4()}/retry", json=WHY).status_code == 404


def test_a_message_reaches_the_order_that_waits_for_it(shop: Any, order: dict[str, Any]) -> None:
    message = {
        "name": "order.cancel.requested",
        "correlation_key": order["id"],
        "variables": {"cancel_reason": "客户取消了"},
        "dedupe_key": uuid4().hex,
    }
    admin = shop.as_("admin")

    first = admin.post(f"{V1}/messages", json=message)
    again = admin.post(f"{V1}/messages", json=message)

    assert first.status_code == 202, first.text
    assert first.json()["delivered"] is True
    assert again.json() == {"id": "0", "delivered": False, "duplicate": True}


def test_ids_of_tasks_are_uuids(shop: Any, order: dict[str, Any]) -> None:
    assert all(UUID(task["id"]).version == 7 for task in shop.tasks(order))


def test_the_words_of_a_diagram_are_given_in_the_language_of_the_reader(shop: Any) -> None:
    english, chinese = (
        shop.as_("sales").get(f"{V1}/texts", headers={"Accept-Language": language}).json()["texts"]
        for language in ("en", "zh-CN")
    )
    assert (english["合同审批"], chinese) == ("Contract approval", {})


def test_a_process_is_started_by_an_administrator(shop: Any) -> None:
    wanted = {"process_id": "order_approval", "business_key": "trial-1", "variables": {"gross": 10}}

    refused = shop.as_("sales").post(f"{V1}/instances", json=wanted)
    unknown = shop.as_("admin").post(f"{V1}/instances", json=wanted | {"process_id": "nothing"})

    assert refused.status_code == 403
    assert unknown.status_code == 404
    assert unknown.json()["code"] == "engine.unknown_process"
