"""Twice the diagram is twice the work: nothing that a file may hold makes the checker compare all with all.

Work is counted in executed lines, so that a busy machine changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

COUNT = 120
MOST = 2.6  # a square would be 4


def executed(work: Callable[[], object]) -> int:
    """Lines that were run."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def chained(draw: Any, names: list[str], drawn: str) -> str:
    return drawn + str(draw.flow(">".join(["s", *names, "e"])))


def numbered(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def tasks(draw: Any, count: int) -> str:
    names = numbered("T", count)
    return chained(draw, names, draw.tasks(*names))


def people(draw: Any, count: int) -> str:
    """Each hands a variable of its own to the next."""
    names = numbered("U", count)
    rows = [draw.mapping({f"r{it}": f"=x{it}"}, {f"x{it + 1}": f"=r{it}"}) for it in range(count)]
    return chained(draw, names, "".join(draw.user(name, extra=row) for name, row in zip(names, rows, strict=True)))


def scripts(draw: Any, count: int) -> str:
    drawn = [
        draw.tag(
            "scriptTask", f"T{it}", draw.ext(f'<zeebe:script expression="=v{it} + 1" resultVariable="v{it + 1}"/>')
        )
        for it in range(count)
    ]
    return chained(draw, numbered("T", count), "".join(drawn))


def flows_of_one_element(draw: Any, count: int) -> str:
    flows = [draw.tag("sequenceFlow", f"f{it}", sourceRef="A", targetRef="B") for it in range(count)]
    return str(draw.tasks("A", "B") + draw.flow("s>A; B>e")) + "".join(flows)


def branches(draw: Any, count: int) -> str:
    names = numbered("T", count)
    ways = "; ".join(f"p>{name}>q" for name in names)
    return str(draw.gate("parallel", "p", "q") + draw.tasks(*names) + draw.flow(f"s>p; {ways}; q>e"))


def choices(draw: Any, count: int) -> str:
    drawn, ways = draw.gate("exclusive", "p", "q", default="f_p_q"), "s>p>q>e"
    names = numbered("T", count)
    ways += "".join(f"; p>{name}>q" for name in names)
    return str(drawn + draw.tasks(*names) + draw.flow(ways, {f"p>{name}": f"=x = {name!r}" for name in names}))


def inclusive_joins(draw: Any, count: int) -> str:
    drawn, ways, last = "", [], "s"
    for it in range(count // 4):
        drawn += draw.gate("inclusive", f"p{it}", f"q{it}", default=f"f_p{it}_B{it}") + draw.tasks(f"A{it}", f"B{it}")
        ways += [f"{last}>p{it}>A{it}>q{it}", f"p{it}>B{it}>q{it}"]
        last = f"q{it}"
    conditions = {f"p{it}>A{it}": "=a" for it in range(count // 4)}
    return str(drawn + draw.flow("; ".join([*ways, f"{last}>e"]), conditions))


def waits_for_one_message(draw: Any, count: int) -> str:
    names = numbered("T", count)
    return chained(draw, names, "".join(draw.tag("receiveTask", name, messageRef="m") for name in names))


def events_of_one_gateway(draw: Any, count: int) -> str:
    names = numbered("C", count)
    caught = "".join(draw.catch(name, draw.MESSAGE) for name in names)
    return str(draw.gate("eventBased", "g")) + caught + str(draw.flow("s>g" + "".join(f"; g>{it}>e" for it in names)))


def events_of_one_activity(draw: Any, count: int) -> str:
    names = numbered("b", count)
    events = "".join(draw.boundary(name, "A", draw.timer("PT1H"), False) for name in names)
    return str(draw.user("A")) + events + str(draw.flow("s>A>e" + "".join(f"; {name}>e" for name in names)))


def sub_processes_with_errors(draw: Any, count: int) -> str:
    names = numbered("P", count // 2)
    drawn = ""
    for name in names:
        inside = draw.tag("startEvent", f"{name}s") + draw.tag("endEvent", f"{name}e", draw.ERROR)
        drawn += draw.tag("subProcess", name, inside + draw.flow(f"{name}s>{name}e"))
        drawn += draw.boundary(f"{name}b", name, draw.ERROR) + draw.flow(f"{name}b>e")
    return chained(draw, names, drawn)


def unknown_handlers(draw: Any, count: int) -> str:
    names = numbered("T", count)
    return chained(draw, names, "".join(draw.job(name, f"test.plian{name}") for name in names))


def handlers_of_one_scope(draw: Any, count: int) -> str:
    drawn = ""
    for name in numbered("h", count):
        start = draw.tag("startEvent", f"{name}s", draw.ESCALATION, isInterrupting="false")
        inside = start + draw.tag("endEvent", f"{name}e") + draw.flow(f"{name}s>{name}e")
        drawn += draw.tag("subProcess", name, inside, triggeredByEvent="true")
    return str(drawn + draw.flow("s>e"))


def compensations(draw: Any, count: int) -> str:
    """Each is asked for by a throw of its own."""
    drawn, path = "", ["s"]
    for it in range(count // 2):
        drawn += draw.tasks(f"T{it}") + draw.boundary(f"b{it}", f"T{it}", "<compensateEventDefinition/>")
        drawn += draw.job(f"U{it}", isForCompensation="true")
        drawn += draw.tag("association", f"a{it}", sourceRef=f"b{it}", targetRef=f"U{it}")
        asks = f'<compensateEventDefinition activityRef="T{it}"/>'
        drawn += draw.tag("intermediateThrowEvent", f"x{it}", asks)
        path += [f"T{it}", f"x{it}"]
    return str(drawn + draw.flow(">".join([*path, "e"])))


SHAPES = [
    tasks, people, scripts, flows_of_one_element, branches, choices, inclusive_joins, waits_for_one_message,
    events_of_one_gateway, events_of_one_activity, sub_processes_with_errors, unknown_handlers,
    handlers_of_one_scope, compensations,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda it: it.__name__)
def test_twice_the_diagram_is_twice_the_work(look: Any, draw: Any, shape: Callable[[Any, int], str]) -> None:
    once, twice = shape(draw, COUNT), shape(draw, 2 * COUNT)
    look(once), look(twice)  # expressions and the like are compiled once

    assert executed(lambda: look(twice)) < MOST * executed(lambda: look(once))


def processes(draw: Any, count: int) -> str:
    """Each calls the next."""
    drawn = ""
    for it in range(count):
        called = draw.ext(f'<zeebe:calledElement processId="q{it + 1}" propagateAllChildVariables="false"/>')
        inside = draw.tag("startEvent", f"s{it}") + draw.tag("callActivity", f"c{it}", called)
        inside += draw.tag("endEvent", f"e{it}") + draw.flow(f"s{it}>c{it}>e{it}")
        drawn += draw.tag("process", f"q{it}", inside, isExecutable="true")
    return str(drawn)


def test_twice_the_processes_are_twice_the_work(look: Any, draw: Any) -> None:
    body, once, twice = tasks(draw, 1), processes(draw, COUNT), processes(draw, 2 * COUNT)
    look(body, more=once), look(body, more=twice)

    assert executed(lambda: look(body, more=twice)) < MOST * executed(lambda: look(body, more=once))


def plane(spots: list[tuple[int, int]]) -> str:
    shapes = "".join(
        f'<di:BPMNShape id="d{it}" bpmnElement="T{it}"><dc:Bounds x="{x}" y="{y}" width="100" height="80"/>'
        "</di:BPMNShape>"
        for it, (x, y) in enumerate(spots)
    )
    drawn = f'<di:BPMNPlane id="dp" bpmnElement="proc">{shapes}</di:BPMNPlane>'
    return f'<di:BPMNDiagram id="dd">{drawn}</di:BPMNDiagram>'


LAID: dict[str, Callable[[int], tuple[int, int]]] = {
    "in a row": lambda it: (150 * it, 0),
    "in a column": lambda it: (0, 150 * it),
    "all in one place": lambda it: (0, 0),
}


@pytest.mark.parametrize("laid", LAID)
def test_twice_the_shapes_are_twice_the_work(look: Any, draw: Any, laid: str) -> None:
    def judge(count: int) -> Callable[[], object]:
        body, more = tasks(draw, count), plane([LAID[laid](it) for it in range(count)])
        return lambda: look(body, more=more)

    once, twice = judge(COUNT), judge(2 * COUNT)
    once(), twice()

    assert executed(twice) < MOST * executed(once)


def test_each_of_many_shapes_in_one_place_is_told(hits: Any, draw: Any) -> None:
    found = hits("layout.overlap", tasks(draw, 100), more=plane([(0, 0)] * 100))

    assert set(found) == {f"T{it}" for it in range(1, 100)}


def test_each_of_many_waits_for_one_message_is_told(hits: Any, draw: Any) -> None:
    found = hits("message.twice", events_of_one_gateway(draw, 100))

    assert set(found) == {f"C{it}" for it in range(1, 100)}
