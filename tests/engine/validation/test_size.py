"""Large and hostile diagrams get their answer in time, too."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest

SECONDS = 2.0  # of processor time


def chain(draw: Any, count: int) -> str:
    names = [f"T{number}" for number in range(count)]
    return str(draw.tasks(*names) + draw.flow(">".join(["s", *names, "e"])))


def wrong(draw: Any, count: int) -> str:
    """Steps with an unknown handler each, and variables that hardly differ."""
    rows = [draw.mapping({f"a{number}": f"=nam{number} + name{number}"}) for number in range(count)]
    steps = [draw.job(f"T{number}", f"test.plian{number}", extra=row) for number, row in enumerate(rows)]
    return "".join(steps) + str(draw.flow(">".join(["s", *(f"T{number}" for number in range(count)), "e"])))


def ladder(draw: Any, count: int) -> str:
    """Splits and joins one behind the other, alternately exclusive and parallel."""
    drawn, path, last = "", [], "s"
    for number in range(count):
        kind = ("parallel", "exclusive", "inclusive")[number % 3]
        default = f"f_p{number}_B{number}" if kind != "parallel" else ""
        drawn += draw.gate(kind, f"p{number}", default=default) + draw.gate(kind, f"q{number}")
        drawn += draw.tasks(f"A{number}", f"B{number}")
        path += [f"{last}>p{number}>A{number}>q{number}", f"p{number}>B{number}>q{number}"]
        last = f"q{number}"
    return str(drawn + draw.flow("; ".join([*path, f"{last}>e"])))


def net(draw: Any, count: int) -> str:
    """Every gateway leads to every other."""
    names = [f"g{number}" for number in range(count)]
    ways = "; ".join(f"{one}>{other}" for one, other in itertools.permutations(names, 2))
    return str(draw.gate("inclusive", *names) + draw.flow(f"s>g0; {ways}; g1>e"))


def fork(draw: Any, width: int, length: int) -> str:
    names = [[f"T{row}_{column}" for column in range(length)] for row in range(width)]
    ways = "; ".join(">".join(["p", *row, "q"]) for row in names)
    drawn = draw.gate("parallel", "p", "q") + draw.tasks(*itertools.chain.from_iterable(names))
    return str(drawn + draw.flow(f"s>p; {ways}; q>e"))


LARGE = {
    "a chain of 1000 steps": lambda d: chain(d, 1000),
    "600 wrong steps": lambda d: wrong(d, 600),
    "150 splits and joins": lambda d: ladder(d, 150),
    "a net of 14 inclusive gateways": lambda d: net(d, 14),
    "20 branches of 10 steps": lambda d: fork(d, 20, 10),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_diagram_is_judged_in_time(look: Any, draw: Any, what: str) -> None:
    body = LARGE[what](draw)
    began = time.process_time()

    found = look(body)

    assert time.process_time() - began < SECONDS
    assert not {it.code for it in found} & {"join.stuck", "loop.endless"} or what.startswith("a net")


def test_processes_that_call_each_other_twice_are_judged_in_time(look: Any, draw: Any) -> None:
    files = {}
    for number in range(30):
        called = draw.ext(f'<zeebe:calledElement processId="p{(number + 1) % 30}"/>')
        calls = draw.tag("callActivity", "A", called) + draw.tag("callActivity", "B", called)
        way = draw.boundary("b", "A", draw.ERROR) + draw.tag("endEvent", "be") + draw.flow("s>A>B>x; b>be")
        thrown = draw.tag("endEvent", "x", draw.ESCALATION)
        files[f"p{number}.bpmn"] = draw.document(calls + way + thrown, process=f"p{number}")
    began = time.process_time()

    found = look(files=files)

    assert time.process_time() - began < SECONDS
    assert {it.code for it in found} >= {"error.never_thrown", "escalation.uncaught"}
