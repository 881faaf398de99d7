"""Errors, escalations, compensation and messages: what is thrown is caught, what is caught can be thrown."""

from __future__ import annotations

from typing import Any

import pytest


def scope(draw: Any, last: str, more: str = "", name: str = "P", boundary: str = "") -> str:
    """Sub-process `name` that ends with `last`, and a boundary event `b` with a way of its own."""
    inner = draw.tag("startEvent", "is") + draw.user("I") + draw.tag("endEvent", "ie", last) + draw.flow("is>I>ie")
    drawn = draw.tag("subProcess", name, inner + more) + draw.flow(f"s>{name}>e")
    if boundary:
        drawn += draw.boundary("b", name, boundary) + draw.tag("endEvent", "be") + draw.flow("b>be")
    return str(drawn)


def handler(draw: Any, definition: str, interrupting: bool = True) -> str:
    start = draw.tag("startEvent", "hs", definition, isInterrupting=str(interrupting).lower())
    inner = start + draw.tag("endEvent", "he") + draw.flow("hs>he")
    return str(draw.tag("subProcess", "H", inner, triggeredByEvent="true"))


@pytest.mark.parametrize(("what", "code"), [("ERROR", "error.uncaught"), ("ESCALATION", "escalation.uncaught")])
def test_what_nobody_catches_is_a_warning(hits: Any, draw: Any, what: str, code: str) -> None:
    thrown = getattr(draw, what)

    assert hits(code, scope(draw, thrown)) == ["ie"]
    assert hits(code, scope(draw, thrown, boundary=thrown)) == []
    assert hits(code, scope(draw, thrown) + handler(draw, thrown)) == []
    assert hits(code, scope(draw, thrown, more=handler(draw, thrown))) == []


def test_an_error_may_be_caught_where_the_process_is_called(hits: Any, draw: Any) -> None:
    body = draw.tasks("A") + draw.tag("endEvent", "x", draw.ERROR) + draw.flow("s>A>x")
    thrower = draw.document(body, process="inner")
    call = draw.tag("callActivity", "C", draw.ext('<zeebe:calledElement processId="inner"/>'))
    way = draw.tag("endEvent", "be") + draw.flow("s>C>e; b>be")
    files = {"inner.bpmn": thrower}

    assert hits("error.uncaught", call + draw.flow("s>C>e"), files=files) == ["x"]
    assert hits("error.uncaught", call + draw.boundary("b", "C", draw.ERROR) + way, files=files) == []
    assert hits("error.never_thrown", call + draw.boundary("b", "C", draw.ERROR) + way, files=files) == []


@pytest.mark.parametrize(("what", "code"), [("ERROR", "error.never_thrown"), ("ESCALATION", "escalation.never_raised")])
def test_what_nothing_throws_is_a_warning(hits: Any, draw: Any, what: str, code: str) -> None:
    caught = getattr(draw, what)

    assert hits(code, scope(draw, "", boundary=caught)) == ["b"]
    assert hits(code, scope(draw, "") + handler(draw, caught)) == ["hs"]
    assert hits(code, scope(draw, caught, boundary=caught)) == []


def test_a_handler_may_throw_any_error(hits: Any, draw: Any) -> None:
    way = draw.tag("endEvent", "be") + draw.flow("s>A>e; b>be")

    assert hits("error.never_thrown", draw.job("A") + draw.boundary("b", "A", draw.ERROR) + way) == []
    assert hits("error.never_thrown", draw.user("A") + draw.boundary("b", "A", draw.ERROR) + way) == ["b"]


def undo(draw: Any) -> str:
    drawn = draw.job("A") + draw.boundary("c", "A", "<compensateEventDefinition/>")
    return str(drawn + draw.job("U", isForCompensation="true") + '<association id="as" sourceRef="c" targetRef="U"/>')


@pytest.mark.parametrize(
    ("throw", "found"),
    [
        ("", ["c"]),
        ("<compensateEventDefinition/>", []),
        ('<compensateEventDefinition activityRef="A"/>', []),
        ('<compensateEventDefinition activityRef="B"/>', ["c"]),
    ],
)
def test_an_undo_step_that_nobody_asks_for_is_a_warning(hits: Any, draw: Any, throw: str, found: list[str]) -> None:
    body = undo(draw) + draw.job("B") + draw.tag("endEvent", "x", throw) + draw.flow("s>A>B>x")

    assert hits("compensation.unused", body) == found


def test_an_event_sub_process_undoes_the_level_around_it(hits: Any, draw: Any) -> None:
    thrown = draw.tag("intermediateThrowEvent", "T", "<compensateEventDefinition/>")
    inner = draw.tag("startEvent", "hs", draw.MESSAGE) + thrown + draw.tag("endEvent", "he") + draw.flow("hs>T>he")
    body = undo(draw) + draw.flow("s>A>e") + draw.tag("subProcess", "H", inner, triggeredByEvent="true")

    assert hits("compensation.unused", body) == []


TWICE = {
    "parallel branches": lambda d: (
        d.gate("parallel", "p", "q") + d.catch("A", d.MESSAGE) + d.catch("B", d.MESSAGE) + d.flow("s>p>A>q>e; p>B>q")
    ),
    "behind an event gateway": lambda d: (
        d.gate("eventBased", "g") + d.catch("A", d.MESSAGE) + d.catch("B", d.MESSAGE) + d.flow("s>g>A>e; g>B>e")
    ),
    "two boundaries of one task": lambda d: (
        d.user("T") + d.boundary("A", "T", d.MESSAGE) + d.boundary("B", "T", d.MESSAGE) + d.flow("s>T>e; A>e; B>e")
    ),
    "a boundary and inside": lambda d: (
        d.tag(
            "subProcess",
            "P",
            d.tag("startEvent", "is") + d.catch("A", d.MESSAGE) + d.tag("endEvent", "ie") + d.flow("is>A>ie"),
        )
        + d.boundary("B", "P", d.MESSAGE)
        + d.flow("s>P>e; B>e")
    ),
    "an event sub-process beside it": lambda d: d.catch("A", d.MESSAGE) + d.flow("s>A>e") + handler(d, d.MESSAGE),
}


@pytest.mark.parametrize("where", TWICE)
def test_one_message_that_is_waited_for_twice_is_a_warning(hits: Any, draw: Any, where: str) -> None:
    assert len(hits("message.twice", TWICE[where](draw))) == 1


ONCE = {
    "one after the other": lambda d: d.catch("A", d.MESSAGE) + d.catch("B", d.MESSAGE) + d.flow("s>A>B>e"),
    "either or": lambda d: (
        d.gate("exclusive", "x", default="f_x_B")
        + d.catch("A", d.MESSAGE)
        + d.catch("B", d.MESSAGE)
        + d.flow("s>x>A>e; x>B>e", {"x>A": "=a"})
    ),
    "an interrupting listener and inside it": lambda d: (
        d.user("T")
        + d.flow("s>T>e")
        + d.tag(
            "subProcess",
            "H",
            d.tag("startEvent", "hs", d.MESSAGE)
            + d.catch("A", d.MESSAGE)
            + d.tag("endEvent", "he")
            + d.flow("hs>A>he"),
            triggeredByEvent="true",
        )
    ),
}


@pytest.mark.parametrize("where", ONCE)
def test_waiting_at_different_times_is_fine(hits: Any, draw: Any, where: str) -> None:
    assert hits("message.twice", ONCE[where](draw)) == []
