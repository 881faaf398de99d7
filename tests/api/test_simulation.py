"""Drafts are run dry over HTTP: every step is told, and no row of any table is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

SIMULATE = "/api/v1/definitions/simulate"
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "process-designer.md"
HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x">
  <message id="m" name="paid"><extensionElements>
    <zeebe:subscription correlationKey="=order_id"/></extensionElements></message>
  <error id="full" name="full" errorCode="FULL"/>
  <process id="draft" name="试验" isExecutable="true">"""
TAIL = "</process></definitions>"
BOOK = """<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="book"/>
  <serviceTask id="book" name="订车"><extensionElements>
    <zeebe:taskDefinition type="logistics.book"/>
    <zeebe:ioMapping><zeebe:input source="=order_id" target="order_id"/>
      <zeebe:input source="carrier" target="carrier"/></zeebe:ioMapping></extensionElements></serviceTask>
  <boundaryEvent id="refused" attachedToRef="book"><errorEventDefinition errorRef="full"/></boundaryEvent>
  <boundaryEvent id="late" attachedToRef="book"><timerEventDefinition>
    <timeDuration xsi:type="tFormalExpression">PT4H</timeDuration></timerEventDefinition></boundaryEvent>
  <endEvent id="booked"/><endEvent id="sorry"/><endEvent id="too_late"/>
  <sequenceFlow id="b" sourceRef="book" targetRef="booked"/>
  <sequenceFlow id="c" sourceRef="refused" targetRef="sorry"/>
  <sequenceFlow id="d" sourceRef="late" targetRef="too_late"/>"""
PAY = """<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="wait"/>
  <intermediateCatchEvent id="wait" name="等付款"><extensionElements><zeebe:ioMapping>
    <zeebe:output source="=amount" target="paid"/></zeebe:ioMapping></extensionElements>
    <messageEventDefinition messageRef="m"/></intermediateCatchEvent>
  <sequenceFlow id="b" sourceRef="wait" targetRef="enough"/>
  <exclusiveGateway id="enough" name="够了吗"/><endEvent id="e"/>
  <sequenceFlow id="c" sourceRef="enough" targetRef="e">
    <conditionExpression xsi:type="tFormalExpression">=paid &gt;= gros</conditionExpression></sequenceFlow>"""
LOOP = """<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="again"/>
  <exclusiveGateway id="again"/><sequenceFlow id="b" sourceRef="again" targetRef="t"/>
  <scriptTask id="t"><extensionElements><zeebe:script expression="=1" resultVariable="x"/></extensionElements>
  </scriptTask><sequenceFlow id="c" sourceRef="t" targetRef="again"/>"""
ORDER = {
    "order_id": "1",
    "order_number": "SO-1",
    "customer_id": "7",
    "customer_code": "C-1001",
    "channel": "B2B",
    "tier_facts": {"revenue_12m": 0, "overdue": False, "contract": False, "manual_tier": None},
    "gross": 60000,
    "discount_percent": 0,
    "urgent": False,
    "submitted_by": "sales",
    "warehouse_code": "SH",
    "warehouse_kind": "own",
}


def run(shop: Any, **wanted: Any) -> dict[str, Any]:
    answer = shop.as_("designer").post(SIMULATE, json=wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def draft(body: str) -> dict[str, Any]:
    return {"process_id": "draft", "files": {"draft.bpmn": HEAD + body + TAIL}}


def passed(done: dict[str, Any], event: str = "completed") -> list[str]:
    return [step["element_id"] for step in done["steps"] if step["event"] == event]


def rows(shop: Any) -> dict[str, int]:
    """Row count of every table."""
    with shop.services.database.read() as reader:
        listing = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if reader.postgres
            else "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        names = [row[0] for row in reader.connection.exec_driver_sql(listing)]
        return {name: reader.connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() for name in names}


def test_a_shipped_process_is_run_on_given_data_and_no_row_is_written(shop: Any) -> None:
    shop.as_("designer")
    before = rows(shop)

    done = run(
        shop,
        process_id="order_to_cash",
        variables=ORDER,
        answers=[{"element_id": "approve_level1"}, {"element_id": "approve_level2", "actor": "boss"}],
    )

    assert rows(shop) == before
    decided = next(step for step in done["steps"] if step["element_id"] == "match_rules" and step["event"] == "decided")
    assert decided["evidence"]["rules"][0]["rows"] and decided["changed"]["approval"]["levels"] == 2
    assert passed(done).count("approve_level2") == 1
    reserve = next(step for step in done["steps"] if step["element_id"] == "reserve_stock")
    assert (reserve["handlers"][0]["how"], reserve["changed"]["reserved"]) == ("stub", True)
    assert [(it["element_id"], it["kind"]) for it in done["waits"]] == [
        ("cancel_requested", "message"),
        ("pick", "user"),
    ]
    assert done["ended"] is False and done["unused"] == [] and done["findings"] == []


def test_another_answer_of_a_handler_takes_the_other_way(shop: Any) -> None:
    asked = [{"element_id": "approve_level1"}, {"element_id": "approve_level2"}]
    short = {"reserve_stock": {"result": {"reserved": False}}}

    done = run(shop, process_id="order_to_cash", variables=ORDER, answers=asked, handlers=short)

    reserve = next(step for step in done["steps"] if step["element_id"] == "reserve_stock")
    assert (reserve["handlers"][0]["how"], reserve["handlers"][0]["result"]["reserved"]) == ("given", False)
    assert "create_pick_list" not in passed(done)
    assert "stock.arrived" in {it["name"] for it in done["waits"]}


def test_the_example_of_the_guide_ends_where_the_guide_says(shop: Any) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)

    done = run(shop, **orjson.loads(example))

    assert "stock.arrived" in {it["name"] for it in done["waits"]} and done["unused"] == []


def test_a_draft_is_run_with_its_findings(shop: Any) -> None:
    done = run(shop, **draft(BOOK), variables={"order_id": "1"})

    assert (done["ended"], passed(done)) == (True, ["s", "book", "booked"])
    assert "订车" in {step["element_name"] for step in done["steps"]}
    assert done["findings"], "a draft without a layout and without names"


def test_a_business_error_goes_to_its_boundary_and_a_failure_is_an_incident(shop: Any) -> None:
    error = {"logistics.book": {"error": {"code": "FULL", "message": "no truck"}}}
    failure = {"book": {"fails": "line is down"}}

    refused = run(shop, **draft(BOOK), variables={"order_id": "1"}, handlers=error)
    broken = run(shop, **draft(BOOK), variables={"order_id": "1"}, handlers=failure)

    assert (refused["ended"], passed(refused)[-1]) == (True, "sorry")
    (stuck,) = [wait for wait in broken["waits"] if wait["kind"] == "incident"]
    assert stuck["element_id"] == "book" and "line is down" in stuck["message"]
    assert broken["ended"] is False


def test_inputs_are_checked_as_the_handler_would_check_them(shop: Any) -> None:
    done = run(shop, **draft(BOOK), variables={"order_id": "no number"})

    (step,) = [step for step in done["steps"] if step["event"] == "incident"]
    assert step["element_id"] == "book" and "order_id" in step["evidence"]["message"]
    assert step["handlers"][0]["inputs"]["order_id"] == "no number"


def test_time_passes_only_as_often_as_asked(shop: Any) -> None:
    given = {**draft(BOOK), "variables": {"order_id": "1"}, "handlers": {"logistics.book": "wait"}}
    start = "2026-03-02T01:00:00Z"

    still = run(shop, **given, now=start)
    later = run(shop, **given, now=start, timers=1)

    assert {it["kind"] for it in still["waits"]} == {"job", "timer"}
    assert (later["ended"], passed(later)[-1]) == (True, "too_late")
    assert later["now"].startswith("2026-03-02T05:00:00")


def test_a_gateway_without_a_true_condition_says_which_variable_was_missing(shop: Any) -> None:
    paid = [{"name": "paid", "correlation_key": "8"}, {"name": "paid", "variables": {"amount": 12.5}}]

    done = run(shop, **draft(PAY), variables={"order_id": "9"}, messages=paid)

    (step,) = [step for step in done["steps"] if step["event"] == "incident"]
    assert step["element_id"] == "enough"
    assert any("gros" in null["zh"] and null["expression"] == "paid >= gros" for null in step["nulls"]), step
    assert done["variables"]["paid"] == 12.5
    assert done["unused"] == ["messages[0]"]


def test_an_endless_loop_is_stopped_at_the_bound(shop: Any) -> None:
    done = run(shop, **draft(LOOP), max_steps=50)

    assert (done["stopped"], len(done["steps"])) == ("steps", 50)


def test_what_a_task_would_refuse_is_refused(shop: Any) -> None:
    designer = shop.as_("designer")
    wrong = [{"element_id": "approve_level1", "outcome": "maybe"}]
    strange = [{"element_id": "approve_level1", "variables": {"colour": "red"}}]

    outcome = designer.post(SIMULATE, json={"process_id": "order_to_cash", "variables": ORDER, "answers": wrong})
    field = designer.post(SIMULATE, json={"process_id": "order_to_cash", "variables": ORDER, "answers": strange})

    assert (outcome.status_code, outcome.json()["errors"][0]["at"]) == (422, "answers[0].outcome")
    assert field.status_code == 422 and field.json()["errors"][0]["at"].startswith("answers[0].variables")


def test_what_cannot_run_is_a_problem_document(shop: Any) -> None:
    designer = shop.as_("designer")

    unknown = designer.post(SIMULATE, json={"process_id": "nothing"})
    broken = designer.post(SIMULATE, json={"process_id": "x", "files": {"x.bpmn": "<x"}})
    start = designer.post(SIMULATE, json={"process_id": "order_to_cash", "start_event": "nowhere"})

    assert (unknown.status_code, unknown.json()["code"]) == (404, "engine.unknown_process")
    assert broken.status_code == 422 and broken.json()["errors"]
    assert start.status_code in (404, 422)
    assert shop.as_("sales").post(SIMULATE, json={"process_id": "order_to_cash"}).status_code == 403


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_time_at_the_end_of_the_calendar_is_refused(shop: Any, now: str) -> None:
    answer = shop.as_("designer").post(SIMULATE, json={"process_id": "order_approval", "now": now})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "now"
