"""What would call, start or repeat itself for ever is a warning; whatever has a way out is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CALL, SIGNAL = "call.endless", "signal.endless"


def call(draw: Any, name: str, process: str = "proc", inside: str = "", binding: str = "") -> str:
    fixed = f' bindingType="versionTag" versionTag="{binding}"' if binding else ""
    called = draw.ext(f'<zeebe:calledElement processId="{process}"{fixed}/>')
    return str(draw.tag("callActivity", name, called + inside))


def sub_process(draw: Any, name: str, inside: str, path: str, **attributes: str) -> str:
    ends = draw.tag("startEvent", f"{name}s") + draw.tag("endEvent", f"{name}e")
    return str(draw.tag("subProcess", name, ends + inside + draw.flow(path), **attributes))


def script(draw: Any, name: str) -> str:
    return str(draw.tag("scriptTask", name, draw.ext('<zeebe:script expression="=1" resultVariable="k"/>')))


# -- calls -----------------------------------------------------------------------------------------


def called_at_once(draw: Any) -> str:
    return call(draw, "x") + str(draw.flow("s>x>e"))


def called_behind_a_person(draw: Any) -> str:
    return str(draw.user("A")) + call(draw, "x") + str(draw.flow("s>A>x>e"))


def called_by_both_ways(draw: Any) -> str:
    gate = draw.gate("exclusive", "g", default="f_g_y")
    return str(gate) + call(draw, "x") + call(draw, "y") + str(draw.flow("s>g>x>e; g>y>e", {"g>x": "=a"}))


def called_by_one_branch_of_a_fork(draw: Any) -> str:
    fork = draw.gate("parallel", "f") + draw.tag("endEvent", "e2")
    return str(fork) + call(draw, "x") + str(draw.flow("s>f>x>e; f>e2"))


def called_in_a_sub_process(draw: Any) -> str:
    return sub_process(draw, "b", call(draw, "x"), "bs>x>be") + str(draw.flow("s>b>e"))


ENDLESS_CALLS = {
    called_at_once: ["x"],
    called_behind_a_person: ["x"],
    called_by_both_ways: ["x", "y"],
    called_by_one_branch_of_a_fork: ["x"],
    called_in_a_sub_process: ["x"],
}


@pytest.mark.parametrize("drawn", ENDLESS_CALLS, ids=lambda it: it.__name__)
def test_a_process_that_calls_itself_on_every_way_is_told_at_the_call(look: Any, draw: Any, drawn: Any) -> None:
    found = [it for it in look(drawn(draw)) if it.code == "call.endless"]

    assert [it.element_id for it in found] == ENDLESS_CALLS[drawn]
    assert found[0].severity.value == "warning" and "“proc”" in found[0].zh and '"proc"' in found[0].en
    assert "排他网关" in found[0].remedy_zh


def with_a_choice(draw: Any) -> str:
    gate = draw.gate("exclusive", "g", default="f_g_e")
    return str(gate) + call(draw, "x") + str(draw.flow("s>g>x>e; g>e", {"g>x": "=a"}))


def with_a_condition_on_a_flow(draw: Any) -> str:
    return str(draw.user("A")) + call(draw, "x") + str(draw.flow("s>A>x>e; A>e", {"A>x": "=a", "A>e": "=not(a)"}))


def with_a_list_that_may_be_empty(draw: Any) -> str:
    loop = draw.ext('<zeebe:loopCharacteristics inputCollection="=parts" inputElement="part"/>')
    loop = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
    return call(draw, "x", inside=loop) + str(draw.flow("s>x>e"))


def with_a_boundary_event(draw: Any) -> str:
    event = draw.boundary("t", "x", draw.timer("PT1H")) + draw.tag("endEvent", "e2")
    return call(draw, "x") + str(event + draw.flow("s>x>e; t>e2"))


def with_a_handler_that_interrupts(draw: Any) -> str:
    start = draw.tag("startEvent", "hs", draw.MESSAGE)
    handler = draw.tag(
        "subProcess", "h", start + draw.tag("endEvent", "he") + draw.flow("hs>he"), triggeredByEvent="true"
    )
    return call(draw, "x") + str(handler + draw.flow("s>x>e"))


def with_a_terminating_branch(draw: Any) -> str:
    fork = draw.gate("parallel", "f") + draw.tag("endEvent", "e2", "<terminateEventDefinition/>")
    return str(fork) + call(draw, "x") + str(draw.flow("s>f>x>e; f>e2"))


def with_an_older_version(draw: Any) -> str:
    return call(draw, "x", binding="1.0") + str(draw.flow("s>x>e"))


def with_another_process(draw: Any) -> str:
    return call(draw, "x", "child") + str(draw.flow("s>x>e"))


@pytest.mark.parametrize(
    "drawn",
    [
        with_a_choice, with_a_condition_on_a_flow, with_a_list_that_may_be_empty, with_a_boundary_event,
        with_a_handler_that_interrupts, with_a_terminating_branch, with_an_older_version, with_another_process,
    ],
    ids=lambda it: it.__name__,
)  # fmt: skip
def test_a_call_with_a_way_around_it_is_none(hits: Any, draw: Any, drawn: Any) -> None:
    child = draw.document(str(draw.flow("s>e")), process="child")

    assert hits(CALL, drawn(draw), files={"child.bpmn": child}) == []


def test_processes_that_call_each_other_are_told_in_each_file(look: Any, draw: Any) -> None:
    files = {
        f"{name}.bpmn": draw.document(call(draw, f"to_{other}", other) + draw.flow(f"s>to_{other}>e"), process=name)
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"), ("outside", "a"))
    }

    found = [it for it in look(files=files) if it.code == CALL]

    assert [(it.file, it.element_id) for it in found] == [("a.bpmn", "to_b"), ("b.bpmn", "to_c"), ("c.bpmn", "to_a")]
    assert "经过“b”" in found[0].zh and 'through "b"' in found[0].en


def test_one_way_out_in_one_of_them_frees_them_all(look: Any, draw: Any) -> None:
    gate = draw.gate("exclusive", "g", default="f_g_e") + draw.flow("s>g>to_b>e; g>e", {"g>to_b": "=a"})
    files = {
        "a.bpmn": draw.document(call(draw, "to_b", "b") + gate, process="a"),
        "b.bpmn": draw.document(call(draw, "to_a", "a") + draw.flow("s>to_a>e"), process="b"),
    }

    assert [it for it in look(files=files) if it.code == CALL] == []


# -- signals ---------------------------------------------------------------------------------------


def started_by_the_signal(draw: Any, body: str) -> dict[str, bytes]:
    plain = draw.document(body, declared=draw.DECLARED + '<signal id="sg2" name="sig"/><signal id="sg3" name="other"/>')
    return {
        "proc.bpmn": bytes(plain).replace(
            b'name="\xe5\x90\x8ds"></startEvent>', f'name="s">{draw.SIGNAL}</startEvent>'.encode()
        )
    }


def throw(draw: Any, kind: str = "intermediateThrowEvent", signal: str = "sg") -> str:
    return str(draw.tag(kind, "x", f'<signalEventDefinition signalRef="{signal}"/>'))


def choice(draw: Any, path: str) -> str:
    return str(draw.gate("exclusive", "g", default="f_g_e") + draw.flow(path, {"g>x": "=a"}))


THROWN: list[tuple[str, Callable[[Any], str], list[str]]] = [
    ("between", lambda draw: throw(draw) + draw.flow("s>x>e"), ["x"]),
    ("at the end", lambda draw: script(draw, "A") + throw(draw, "endEvent") + draw.flow("s>A>x"), ["x"]),
    ("by another declaration of the name", lambda draw: throw(draw, signal="sg2") + draw.flow("s>x>e"), ["x"]),
    ("in a sub-process", lambda draw: sub_process(draw, "b", throw(draw), "bs>x>be") + draw.flow("s>b>e"), ["x"]),
    ("another signal", lambda draw: throw(draw, signal="sg3") + draw.flow("s>x>e"), []),
    ("behind a person", lambda draw: draw.user("A") + throw(draw) + draw.flow("s>A>x>e"), []),
    ("behind a timer", lambda draw: draw.catch("A", draw.timer("P1D")) + throw(draw) + draw.flow("s>A>x>e"), []),
    ("by choice", lambda draw: throw(draw) + choice(draw, "s>g>x>e; g>e"), []),
]


@pytest.mark.parametrize(("drawn", "told"), [it[1:] for it in THROWN], ids=[it[0] for it in THROWN])
def test_a_process_that_throws_what_starts_it(look: Any, draw: Any, drawn: Any, told: list[str]) -> None:
    found = [it for it in look(files=started_by_the_signal(draw, drawn(draw))) if it.code == "signal.endless"]

    assert [it.element_id for it in found] == told
    assert all(it.severity.value == "warning" and "“sig”" in it.zh and '"sig"' in it.en for it in found)


def test_a_process_that_nothing_but_a_person_starts_may_throw_any_signal(hits: Any, draw: Any) -> None:
    assert hits(SIGNAL, throw(draw) + draw.flow("s>x>e")) == []


# -- loops -----------------------------------------------------------------------------------------


def looping(draw: Any, inside: str, path: str, conditions: dict[str, str] | None = None) -> str:
    return str(draw.gate("exclusive", "m")) + inside + str(draw.flow(path, conditions))


LOOPS: list[tuple[str, Callable[[Any], str], list[str]]] = [
    (
        "a fork that leads back and out",
        lambda draw: looping(draw, script(draw, "A") + draw.gate("parallel", "f"), "s>m>A>f>m; f>e"),
        ["m"],
    ),
    ("two flows out of a task", lambda draw: looping(draw, script(draw, "A"), "s>m>A>e; A>m"), ["m"]),
    (
        "an exit by a condition",
        lambda draw: looping(draw, script(draw, "A"), "s>m>A>e; A>m", {"A>m": "=k", "A>e": "=not(k)"}),
        [],
    ),
    ("a person in it", lambda draw: looping(draw, draw.user("A"), "s>m>A>e; A>m"), []),
    (
        "an event on the task",
        lambda draw: looping(
            draw,
            draw.job("A") + draw.boundary("b", "A", draw.ERROR) + draw.tag("endEvent", "e2"),
            "s>m>A>e; A>m; b>e2",
        ),
        [],
    ),
    (
        "a handler whose error is caught around it",
        lambda draw: (
            sub_process(draw, "b", draw.gate("exclusive", "m") + draw.job("A"), "bs>m>A>be; A>m")
            + draw.boundary("x", "b", draw.ERROR)
            + draw.tag("endEvent", "e2")
            + draw.flow("s>b>e; x>e2")
        ),
        [],
    ),
    (
        "another branch that ends all",
        lambda draw: looping(
            draw,
            script(draw, "A") + draw.tag("endEvent", "t", "<terminateEventDefinition/>"),
            "s>m>A>t; A>m",
        ),
        [],
    ),
    (
        "a join that waits",
        lambda draw: looping(draw, script(draw, "A") + draw.gate("parallel", "j"), "s>j>A>e; A>j; s>m>e"),
        [],
    ),
]


@pytest.mark.parametrize(("drawn", "told"), [it[1:] for it in LOOPS], ids=[it[0] for it in LOOPS])
def test_a_loop_that_goes_round_whatever_happens(look: Any, draw: Any, drawn: Any, told: list[str]) -> None:
    found = [it for it in look(drawn(draw)) if it.code == "loop.no_exit"]

    assert [it.element_id for it in found] == told
    assert all(it.severity.value == "warning" for it in found)


def test_a_loop_that_cannot_be_left_at_all_is_told_once_as_an_error(look: Any, draw: Any) -> None:
    found = look(looping(draw, script(draw, "A"), "s>m>A>m"))

    assert {it.code for it in found if it.code.startswith("loop.")} == {"loop.endless"}
