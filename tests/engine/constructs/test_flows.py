"""Gateways, conditions on flows, implicit forks and joins, loops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import incidents
from engine.elements.multi_instance import MOST_AT_ONCE, MOST_IN_TURN

FOLDER = Path(__file__).parent


def test_exclusive_and_parallel(play: Any) -> None:
    play.deploy("exclusive_and_parallel")

    play.start("exclusive_and_parallel", amount=2000).do("approve").do("invoice").do("pick")
    play.ended("start large approve merge fork invoice pick join end", amount=2000)
    play.start("exclusive_and_parallel", amount=10).do("pick").do("invoice")
    play.ended("start large merge fork pick invoice join end", amount=10)


@pytest.mark.parametrize(
    ("amount", "urgent", "then"), [(2000, True, ["call", "write"]), (2000, False, ["call"]), (5, False, [])]
)
def test_conditional_flows(play: Any, amount: int, urgent: bool, then: list[str]) -> None:
    play.deploy("conditional_flows").start("conditional_flows", amount=amount, urgent=urgent)

    play.do("check")

    assert play.waits == then
    for element in then:
        play.do(element)
    ways = {"call": "call called", "write": "write written"}
    trace = " ".join(["start check", *(ways[element] for element in then)]) if then else "start check nothing"
    play.ended(trace, amount=amount, urgent=urgent)


def test_implicit_fork_and_join(play: Any) -> None:
    """Several flows out of a task fork; several into one do not join: each token passes."""
    play.deploy("implicit_fork_and_join").start("implicit_fork_and_join")

    play.do("split").do("left")
    assert play.waits == ["both", "right"]
    play.do("both").do("right").do("both")

    play.ended("start split left both end right both end")


def test_inclusive_join_in_loop(play: Any) -> None:
    play.deploy("inclusive_join_in_loop").start("inclusive_join_in_loop", round=0)

    play.do("sales")
    assert play.waits == ["finance", "sales"]
    play.do("sales")
    assert play.waits == ["finance"]
    play.do("finance").do("sales")

    one, two = "again next_round fork sales join enough", "again next_round fork sales finance join enough"
    play.ended(f"start {one} {two} {one} end", round=3)


@pytest.mark.parametrize(("amount", "asked"), [(500, ["finance", "sales"]), (50, ["sales"]), (5, ["risk"])])
def test_inclusive(play: Any, amount: int, asked: list[str]) -> None:
    play.deploy("inclusive").start("inclusive", amount=amount)
    assert play.waits == asked

    for element in asked:
        assert "decide" not in play.waits
        play.do(element)

    play.do("decide").ended(f"start who {' '.join(asked)} join decide end", amount=amount)


@pytest.mark.parametrize("kind", ["sequential", "parallel"])
def test_multi_instance_collects_what_comes_back(play: Any, kind: str) -> None:
    play.deploy(f"multi_instance_{kind}").start(f"multi_instance_{kind}", approvers=["a", "b", "c"])
    assert play.waits == ["approve"] * (1 if kind == "sequential" else 3)

    for verdict in ("yes", "maybe", "yes"):
        play.do("approve", verdict=verdict)

    play.do("file").ended(
        "start approve approve approve file end",
        approvers=["a", "b", "c"],
        verdicts=["yes", "maybe", "yes"],
    )


@pytest.mark.parametrize("kind", ["sequential", "parallel"])
def test_multi_instance_ends_early_by_its_completion_condition(play: Any, kind: str) -> None:
    play.deploy(f"multi_instance_{kind}").start(f"multi_instance_{kind}", approvers=["a", "b", "c"])

    play.do("approve", verdict="yes").do("approve", verdict="no")

    assert play.waits == ["file"]
    play.do("file")
    assert play.status == "ended" and play.variables["verdicts"] == ["yes", "no", None]


def test_multi_instance_of_nothing_passes(play: Any) -> None:
    play.deploy("multi_instance_parallel").start("multi_instance_parallel", approvers=[])

    play.do("file").ended("start file end", approvers=[], verdicts=[])


BOUNDS = [("sequential", MOST_IN_TURN), ("parallel", MOST_AT_ONCE)]


@pytest.mark.parametrize(("kind", "most"), BOUNDS)
def test_multi_instance_of_too_many_items_is_one_incident_that_a_corrected_variable_mends(
    play: Any, kind: str, most: int
) -> None:
    many = list(range(most + 1))
    play.deploy(f"multi_instance_{kind}").start(f"multi_instance_{kind}", approvers=many)

    assert play.waits == ["approve!"] and play.trace == ["start"]
    assert play.variables == {"approvers": many}
    with play.database.read() as reader:
        (stopped,) = incidents.page(reader).items
    assert f"“Approve”要逐项办理，但集合“approvers”有 {most + 1} 项，最多 {most} 项。请更正" in stopped.text.zh
    assert f"“approvers” has {most + 1} items and {most} is the most. Correct the variable" in stopped.text.en

    play.retry("approve")
    assert play.waits == ["approve!"] and play.trace == ["start"]
    play.correct(approvers=["a"]).retry("approve").do("approve", verdict="yes").do("file")
    play.ended("start approve file end", approvers=["a"], verdicts=["yes"])


@pytest.mark.parametrize(("kind", "most"), BOUNDS)
def test_multi_instance_of_as_many_items_as_allowed_runs(play: Any, kind: str, most: int) -> None:
    play.deploy(f"multi_instance_{kind}").start(f"multi_instance_{kind}", approvers=["a"] * most)
    assert play.waits == ["approve"] * (1 if kind == "sequential" else most)

    play.do("approve", verdict="no").do("file")

    assert play.status == "ended" and play.variables["verdicts"] == ["no", *[None] * (most - 1)]


def test_a_standard_loop_of_any_maximum_costs_nothing_until_it_runs(play: Any) -> None:
    drawn = (FOLDER / "standard_loop.bpmn").read_bytes()
    assert b'loopMaximum="4"' in drawn
    play.deploy(bpmn_loop=drawn.replace(b'loopMaximum="4"', b'loopMaximum="1000000000000"'))

    play.start("standard_loop", reached=False).do("ring_up").do("ring_up", reached=True)

    assert play.waits == ["note"]


def test_multi_instance_sub_process(play: Any) -> None:
    play.deploy("multi_instance_sub_process").start("multi_instance_sub_process", lines=["A", "B"])

    play.do("pick", index=1).do("weigh", weight=2).do("pick").do("weigh", weight=1)

    assert play.status == "ended" and play.variables == {"lines": ["A", "B"], "weights": [1, 2]}


def test_standard_loop(play: Any) -> None:
    play.deploy("standard_loop")

    play.start("standard_loop", reached=False).do("ring_up").do("ring_up", reached=True).do("note")
    assert play.status == "ended" and play.trace.count("note") == 1

    play.start("standard_loop", reached=False)
    for _ in range(4):
        play.do("ring_up")
    assert play.waits == ["note"]  # four times at most
