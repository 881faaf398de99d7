"""What people read has a name."""

from __future__ import annotations

from typing import Any

import pytest

from engine import validation

NAMELESS = {
    "a task": ("A", lambda d: d.job("A", name="")),
    "a user task": ("A", lambda d: d.user("A", name="")),
    "an event": ("A", lambda d: d.catch("A", d.timer("PT1H"), name="")),
    "a sub-process": ("A", lambda d: d.tag("subProcess", "A", inner(d), name="")),
}


def inner(draw: Any) -> str:
    """Plain start and end inside a sub-process need no name."""
    parts = draw.tag("startEvent", "is", name="") + draw.tasks("I") + draw.tag("endEvent", "ie", name="")
    return str(parts + draw.flow("is>I>ie"))


@pytest.mark.parametrize("what", NAMELESS)
def test_a_missing_name_is_found(hits: Any, draw: Any, what: str) -> None:
    element, body = NAMELESS[what]

    assert hits("name.missing", body(draw) + draw.flow("s>A>e")) == [element]


def test_a_splitting_gateway_and_its_flows_need_names(hits: Any, draw: Any) -> None:
    gate = draw.tag("exclusiveGateway", "x", default="f_x_B", name="") + draw.tasks("A", "B")

    found = hits("name.missing", gate + draw.flow("s>x>A>e; x>B>e", {"x>A": "=a"}, {"x>A": ""}))

    assert sorted(found) == ["f_x_A", "f_x_B", "x"]


def test_merging_gateways_and_parallel_gateways_need_none(hits: Any, draw: Any) -> None:
    drawn = draw.tag("exclusiveGateway", "j", name="") + draw.gate("parallel", "p") + draw.tasks("A", "B")

    assert hits("name.missing", drawn + draw.flow("s>p>A>j>e; p>B>j")) == []


def test_two_steps_of_one_name_cannot_be_told_apart(look: Any, hits: Any, draw: Any) -> None:
    body = draw.job("A", name="发货") + draw.job("B", name="发货") + draw.flow("s>A>B>e")

    (finding,) = [it for it in look(body) if it.code == "name.duplicate"]

    assert finding.element_id == "B" and "A" in finding.zh
    assert hits("name.duplicate", draw.tasks("A", "B") + draw.flow("s>A>B>e")) == []


def test_a_name_of_more_than_ten_characters_is_a_note(look: Any, hits: Any, draw: Any) -> None:
    body = draw.job("A", name="请仓库同事核对并确认发货") + draw.job("B", name="确认 ERP 发货单") + draw.flow("s>A>B>e")

    assert [(it.element_id, it.severity.value) for it in look(body) if it.code == "name.long"] == [("A", "info")]


def test_a_process_that_is_not_executable_is_made_so(look: Any, draw: Any) -> None:
    other = draw.tag("process", "p2", draw.tag("startEvent", "s2"))
    xml = draw.document(draw.tasks("A") + draw.flow("s>A>e"), more=other)

    (finding,) = [it for it in look(files={"x.bpmn": xml}) if it.code == "process.not_executable"]

    assert finding.element_id == "p2"
    mended = validation.mend(xml, [finding])
    assert b'<process id="p2" isExecutable="true">' in mended
    assert len(mended) == len(xml) + len(b' isExecutable="true"')


def test_ids_with_blanks_are_a_warning(hits: Any, draw: Any) -> None:
    body = draw.job("Task A") + draw.job("task_1.a-b") + draw.flow("s>Task A>task_1.a-b>e")

    assert "Task A" in hits("id.characters", body) and "task_1.a-b" not in hits("id.characters", body)
