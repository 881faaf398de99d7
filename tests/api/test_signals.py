"""Signals, chosen start events and ad-hoc activities over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from engine import definitions, signals

V1 = "/api/v1"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' id="d" targetNamespace="x"><signal id="sg" name="stock.counted"/>'
)
WAITING = """<process id="waits_for_count" isExecutable="true">
<startEvent id="s"/><startEvent id="other"/><intermediateCatchEvent id="c"><signalEventDefinition signalRef="sg"/>
</intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/>
<sequenceFlow id="f2" sourceRef="c" targetRef="e"/><sequenceFlow id="f3" sourceRef="other" targetRef="e"/></process>"""
AD_HOC = """<process id="chosen_by_people" isExecutable="true"><startEvent id="s"/><adHocSubProcess id="box">
<userTask id="call_customer" name="Call the customer">
<extensionElements><zeebe:userTask/></extensionElements></userTask>
<userTask id="write_note"><extensionElements><zeebe:userTask/></extensionElements></userTask></adHocSubProcess>
<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="box"/>
<sequenceFlow id="f2" sourceRef="box" targetRef="e"/></process>"""


@pytest.fixture
def drawn(shop: Any) -> Any:
    """The shop, with two more processes."""
    files = {
        f"{number}_more.bpmn": f"{HEAD}{body}</definitions>".encode() for number, body in enumerate((WAITING, AD_HOC))
    }
    shop.services.database.write(lambda tx: definitions.deploy(tx, files, note="for the test"))
    return shop


def start(shop: Any, process: str, **more: Any) -> dict[str, Any]:
    wanted = {"process_id": process, "business_key": shop.number(), **more}
    answer = shop.as_("admin").post(f"{V1}/instances", json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def shown(shop: Any, id: str) -> dict[str, Any]:
    return dict(shop.as_("admin").get(f"{V1}/instances/{id}").json())


def test_a_signal_reaches_all_who_wait(drawn: Any) -> None:
    begun = [start(drawn, "waits_for_count")["id"] for _ in range(2)]
    signal = {"name": "stock.counted", "variables": {"difference": 3}, "dedupe_key": drawn.number()}

    first, second = (drawn.as_("admin").post(f"{V1}/signals", json=signal) for _ in range(2))
    signals.relay(drawn.services.database)

    assert (first.status_code, first.json()["receivers"], first.json()["duplicate"]) == (202, 2, False)
    assert second.json()["duplicate"]
    assert [shown(drawn, id)["status"] for id in begun] == ["ended", "ended"]
    assert shown(drawn, begun[0])["variables"] == {"difference": 3}


def test_a_start_event_may_be_chosen(drawn: Any) -> None:
    assert start(drawn, "waits_for_count", start_event="other")["ended"]

    wanted = {"process_id": "waits_for_count", "business_key": "K", "start_event": "nowhere"}
    refused = drawn.as_("admin").post(f"{V1}/instances", json=wanted)

    assert (refused.status_code, refused.json()["code"]) == (422, "engine.unknown_start")


def test_a_person_starts_elements_of_an_ad_hoc_sub_process_and_gives_a_reason(drawn: Any) -> None:
    id = start(drawn, "chosen_by_people")["id"]
    path, admin = f"{V1}/instances/{id}/activities", drawn.as_("admin")
    offered = admin.get(path).json()["items"]
    assert [(it["element_id"], it["name"]) for it in offered] == [
        ("call_customer", "Call the customer"),
        ("write_note", "write_note"),
    ]

    done = admin.post(path, json={"element_id": "call_customer", "reason": "客户要求回电"})
    unknown = admin.post(path, json={"element_id": "e", "reason": "客户要求回电"})
    reasonless = admin.post(path, json={"element_id": "write_note", "reason": ""})
    forbidden = drawn.as_("sales").post(path, json={"element_id": "write_note", "reason": "客户要求回电"})

    assert done.status_code == 200
    assert {token["element_id"]: token["kind"] for token in done.json()["tokens"]} == {
        "box": "ad_hoc",
        "call_customer": "user",
    }
    assert (unknown.status_code, unknown.json()["code"]) == (409, "activity.not_startable")
    assert (reasonless.status_code, forbidden.status_code) == (422, 403)
