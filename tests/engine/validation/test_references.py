"""What a diagram names must exist: handlers, groups, forms, decisions, processes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from engine import topics

WRONG = {
    "handler.unknown": ("A", lambda d: d.job("A", "test.plian")),
    "group.unknown": ("A", lambda d: d.user("A", "sale")),
    "form.unknown": ("A", lambda d: d.user("A", extra='<zeebe:formDefinition formId="pai"/>')),
    "decision.unknown": ("A", lambda d: rule(d, "tire")),
    "call.missing": ("A", lambda d: call(d, "prok")),
}
RIGHT = {
    "handler.unknown": lambda d: d.job("A", "test.plain") + d.job("B", "=topic"),
    "group.unknown": lambda d: d.user("A", "sales, warehouse") + d.user("B", "=whom"),
    "form.unknown": lambda d: d.user("A", extra='<zeebe:formDefinition formId="pay"/>') + d.user("B"),
    "decision.unknown": lambda d: rule(d, "tier") + d.user("B"),
    "call.missing": lambda d: call(d, "proc") + d.user("B"),
}
MEANT = {
    "handler.unknown": 'type="test.plain"',
    "group.unknown": 'candidateGroups="sales"',
    "form.unknown": 'formId="pay"',
    "decision.unknown": 'decisionId="tier"',
    "call.missing": 'processId="proc"',
}


class Nothing(BaseModel):
    """Neither asks for anything nor makes anything."""


def _far(reader: Any, job: topics.Job, given: Nothing) -> Nothing:
    return given


def rule(draw: Any, decision: str) -> str:
    called = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="x"/>'
    return str(draw.tag("businessRuleTask", "A", draw.ext(called)))


def call(draw: Any, process: str) -> str:
    return str(draw.tag("callActivity", "A", draw.ext(f'<zeebe:calledElement processId="{process}"/>')))


@pytest.mark.parametrize("code", WRONG)
def test_what_does_not_exist_is_found_where_it_is_named(look: Any, draw: Any, code: str) -> None:
    element, body = WRONG[code]

    found = [it for it in look(body(draw) + draw.flow("s>A>e")) if it.code == code]

    assert [(it.element_id, it.severity.value) for it in found] == [(element, "error")]


@pytest.mark.parametrize("code", WRONG)
def test_the_nearest_name_is_suggested_and_is_the_fix(look: Any, draw: Any, mended: Any, code: str) -> None:
    body = WRONG[code][1](draw) + draw.flow("s>A>e")

    (finding,) = [it for it in look(body) if it.code == code]

    assert "是不是" in finding.remedy_zh and "Did you mean" in finding.remedy_en
    assert MEANT[code] in mended(body, finding)
    assert code not in {it.code for it in look(files={"proc.bpmn": mended(body, finding).encode()})}


@pytest.mark.parametrize("code", RIGHT)
def test_what_exists_or_is_known_only_at_run_time_is_not_found(hits: Any, draw: Any, code: str) -> None:
    assert hits(code, RIGHT[code](draw) + draw.flow("s>A>B>e")) == []


def test_a_name_that_is_like_nothing_gets_no_suggestion(look: Any, draw: Any) -> None:
    (finding,) = [it for it in look(draw.job("A", "zzz") + draw.flow("s>A>e")) if it.code == "handler.unknown"]

    assert finding.fix == () and "Did you mean" not in finding.remedy_en


def test_one_wrong_group_of_several_leaves_the_others(look: Any, draw: Any, mended: Any) -> None:
    body = draw.user("A", "warehouse,sale") + draw.flow("s>A>e")

    (finding,) = [it for it in look(body) if it.code == "group.unknown"]

    assert 'candidateGroups="warehouse,sales"' in mended(body, finding)


def test_groups_are_not_judged_where_they_are_not_known(hits: Any, draw: Any) -> None:
    assert hits("group.unknown", draw.user("A", "sale") + draw.flow("s>A>e"), groups=None) == []


def test_the_time_limit_of_a_task_names_a_decision(hits: Any, draw: Any) -> None:
    held = '<zeebe:properties><zeebe:property name="sla" value="gone"/></zeebe:properties>'

    assert hits("decision.unknown", draw.user("A", extra=held) + draw.flow("s>A>e")) == ["A"]


def test_listeners_name_handlers_too(hits: Any, draw: Any) -> None:
    heard = (
        '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="{}"/></zeebe:executionListeners>'
    )

    for topic, found in (("test.plian", ["A"]), ("test.plain", [])):
        assert hits("handler.unknown", draw.user("A", extra=heard.format(topic)) + draw.flow("s>A>e")) == found


def test_who_may_get_a_task_is_not_asked_of_a_remote_handler(hits: Any, draw: Any) -> None:
    def asked(event: str, topic: str) -> str:
        row = f'<zeebe:taskListener eventType="{event}" type="{topic}"/>'
        return str(draw.user("A", extra=f"<zeebe:taskListeners>{row}</zeebe:taskListeners>") + draw.flow("s>A>e"))

    topics.remote("test.far", title_zh="远程", title_en="far")(_far)

    assert hits("listener.remote", asked("assigning", "test.far")) == ["A"]
    assert hits("listener.remote", asked("creating", "test.far")) == []
    assert hits("listener.remote", asked("assigning", "test.plain")) == []
