"""A dry run plays messages, signals, listeners and time as a running instance would, with handlers answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, Field

from engine import dialect, errors, simulation, topics
from engine.bundles import LoadedBundle
from engine.simulation import Answer, HandlerAnswer, Happening, Played, Scenario, stubs

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x">
  <signal id="sg" name="go"/><error id="er" name="no" errorCode="NO"/>
  <message id="m" name="news"><extensionElements>
    <zeebe:subscription correlationKey="=key"/></extensionElements></message>
  <process id="p" isExecutable="true"><startEvent id="s"/>"""
TAIL = "</process></definitions>"
USER = """<userTask id="u"><extensionElements><zeebe:userTask/>
  <zeebe:properties><zeebe:property name="outcomes" value="approve, reject"/></zeebe:properties>
  </extensionElements></userTask>"""
OWN_SIGNAL = (
    """<parallelGateway id="f"/><endEvent id="e1"/><endEvent id="e2"/>
  <intermediateCatchEvent id="w"><signalEventDefinition signalRef="sg"/></intermediateCatchEvent>
  <intermediateThrowEvent id="t"><signalEventDefinition signalRef="sg"/></intermediateThrowEvent>"""
    + USER
)
NEWS = """<intermediateCatchEvent id="w"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
  <endEvent id="e"/>"""
WORK = """<serviceTask id="work"><extensionElements><zeebe:taskDefinition type="nobody.does_it"/></extensionElements>
  </serviceTask><endEvent id="e"/><endEvent id="no"/>
  <boundaryEvent id="b" attachedToRef="work"><errorEventDefinition errorRef="er"/></boundaryEvent>"""

AD_HOC = """<adHocSubProcess id="a"><userTask id="u"><extensionElements><zeebe:userTask/></extensionElements></userTask>
  <completionCondition>=outcome = "complete"</completionCondition>
  </adHocSubProcess><endEvent id="e"/>"""

TICKING = """<intermediateCatchEvent id="w">
  <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <sequenceFlow id="in" sourceRef="s" targetRef="w"/>
  <sequenceFlow id="round" sourceRef="w" targetRef="w"/>"""


class Inner(BaseModel):
    """Inside of another."""

    sku: str
    note: str | None = None


class Made(BaseModel):
    """One field of each kind."""

    done: bool
    count: int = Field(ge=3)
    name: str = Field(examples=["Li"])
    kind: str = Field(json_schema_extra={"enum": ["a", "b"]})
    text: str
    lines: list[Inner]
    inner: Inner
    usual: int = 7


def flows(*pairs: str) -> str:
    listed = (pair.split(">") for pair in pairs)
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in listed)


def play(body: str, **given: Any) -> Played:
    model = dialect.parse_model((HEAD + body + TAIL).encode(), "p.bpmn")
    bundle = LoadedBundle(0, "p", 0, dialect.bundle([model]).specs("p"), (model,), {}, {})
    return simulation.play(bundle, Scenario(**given), now=NOW, zone=ZONE)


def passed(run: Played) -> list[str]:
    return [step.element_id for step in run.steps if step.event == "completed"]


def test_a_signal_that_the_process_throws_reaches_its_own_receiver() -> None:
    ways = flows("s>f", "f>w", "f>u", "u>t", "t>e2", "w>e1")

    run = play(OWN_SIGNAL + ways, answers=[Answer("u")])

    assert run.ended and {"e1", "e2"} <= set(passed(run))
    assert [(it.kind, it.name) for it in run.thrown] == [("signal", "go")]
    assert run.variables["outcome"] == "approve", "the first of its outcomes"


def test_a_signal_and_a_message_from_outside_reach_who_waits_for_them() -> None:
    signalled = play(OWN_SIGNAL + flows("s>f", "f>w", "f>u", "u>t", "t>e2", "w>e1"), signals=[Happening("go")])
    news = [Happening("news", "other"), Happening("news", "7", {"said": "hello"})]

    told = play(NEWS + flows("s>w", "w>e"), variables={"key": "7"}, messages=news)

    assert "e1" in passed(signalled) and [wait.element_id for wait in signalled.waits] == ["u"]
    assert told.ended and told.variables["said"] == "hello" and told.unused == ("messages[0]",)


def test_elements_of_an_ad_hoc_sub_process_are_started_by_answers() -> None:
    ways = flows("s>a", "a>e")

    open_still = play(AD_HOC + ways, answers=[Answer("u")])
    done = play(AD_HOC + ways, answers=[Answer("u"), Answer("u"), Answer("u")])

    assert [wait.element_id for wait in open_still.waits if wait.kind == "user"] == ["u"]
    assert done.ended and done.unused == ("answers[2]",)


def test_a_topic_without_a_handler_is_an_incident_unless_it_is_answered() -> None:
    ways = flows("s>work", "work>e", "b>no")

    missing = play(WORK + ways)
    answered = play(WORK + ways, handlers={"nobody.does_it": HandlerAnswer(result={"x": 1})})
    refused = play(WORK + ways, handlers={"work": HandlerAnswer(code="NO", variables={"why": "late"})})

    assert [wait.kind for wait in missing.waits] == ["incident"]
    assert answered.ended and answered.variables == {"x": 1}
    assert passed(refused)[-1] == "no" and refused.variables["why"] == "late"
    assert [asked.how for step in refused.steps for asked in step.asked] == ["error"]


def test_an_answer_that_the_task_does_not_offer_is_refused() -> None:
    with pytest.raises(errors.OutcomeUnknown):
        play(USER + '<endEvent id="e"/>' + flows("s>u", "u>e"), answers=[Answer("u", outcome="maybe")])


def test_a_run_is_stopped_at_its_bounds() -> None:
    looped = '<task id="t"/>' + flows("s>t", "t>t")

    assert play(looped, max_steps=20).stopped == "steps"
    assert play(looped, max_seconds=0).stopped == "time"


def test_what_begins_to_wait_counts_like_a_step() -> None:
    """One task for each of many items: none is completed, yet the run is at its end."""
    each = '<zeebe:loopCharacteristics inputCollection="=for i in 1..1000 return i"/>'
    loop = f"<multiInstanceLoopCharacteristics><extensionElements>{each}</extensionElements>"
    many = USER.replace("</userTask>", f"{loop}</multiInstanceLoopCharacteristics></userTask>")
    drawn = many + '<endEvent id="e"/>' + flows("s>u", "u>e")

    run = play(drawn, max_steps=20)

    assert (run.stopped, len(run.steps)) == ("steps", 20)
    assert {step.event for step in run.steps[1:]} == {"waiting"}
    assert play(drawn, max_steps=1001).stopped == ""


@pytest.mark.parametrize(
    ("drawn", "given"),
    [
        (TICKING, {"timers": 1000}),
        (
            NEWS.replace('<endEvent id="e"/>', "") + flows("s>w", "w>w"),
            {"variables": {"key": "1"}, "messages": [Happening("news")] * 1000},
        ),
        (USER + flows("s>u", "u>u"), {"answers": [Answer("u")] * 1000}),
    ],
    ids=["timers", "messages", "answers"],
)
def test_waits_without_end_that_the_scenario_answers_are_stopped_at_the_bound(drawn: str, given: Any) -> None:
    run = play(drawn, max_steps=31, **given)

    assert (run.stopped, run.ended, len(run.steps)) == ("steps", False, 31)
    assert run.steps[-1].event in ("waiting", "completed")


def test_a_stub_is_made_from_the_output_model_the_same_every_time() -> None:
    def run(given: Mapping[str, Any]) -> dict[str, Any]:
        handler = topics.Handler("a.b", "local", "", "", Made, Made, lambda *_: None)
        return stubs.output(handler, given)

    assert (
        run({})
        == run({})
        == {
            "done": True,
            "count": 3,
            "name": "Li",
            "kind": "a",
            "text": "text",
            "lines": [],
            "inner": {"sku": "sku", "note": None},
            "usual": 7,
        }
    )
    assert run({"count": 9})["count"] == 9
    with pytest.raises(ValueError, match="count"):
        run({"count": 1})
