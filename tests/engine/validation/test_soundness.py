"""Where tokens get stuck, meet unsynchronised, go round for ever, or never come."""

from __future__ import annotations

import time
from typing import Any

import pytest


def split(draw: Any, kind: str, join: str, more: str = "") -> str:
    """Two ways A and B from `x` to `j`; both conditional unless parallel."""
    default = "f_x_B" if kind in ("exclusive", "inclusive") else ""
    drawn = draw.gate(kind, "x", default=default) + draw.gate(join, "j") + draw.tasks("A", "B") + more
    conditions = {"x>A": "=a"} if default else {}
    return str(drawn + draw.flow("s>x>A>j>e; x>B>j", conditions))


@pytest.mark.parametrize("kind", ["exclusive", "eventBased"])
def test_a_parallel_join_behind_a_choice_never_goes_on(look: Any, draw: Any, kind: str) -> None:
    (finding,) = [it for it in look(split(draw, kind, "parallel")) if it.code.startswith("join.")]

    assert (finding.code, finding.element_id, finding.severity.value) == ("join.stuck", "j", "error")
    assert "名x" in finding.zh and "名x" in finding.en


def test_a_join_that_only_some_runs_get_past_is_a_warning(look: Any, draw: Any) -> None:
    body = draw.gate("inclusive", "x", default="f_x_e") + draw.gate("parallel", "j") + draw.tasks("A", "B")
    ways = draw.flow("s>x>A>j>e; x>B>j; x>e", {"x>A": "=a", "x>B": "=b"})

    (finding,) = [it for it in look(body + ways) if it.code.startswith("join.")]

    assert (finding.code, finding.element_id, finding.severity.value) == ("join.deadlock", "j", "warning")


def test_a_boundary_event_that_goes_round_a_join_starves_it(hits: Any, draw: Any) -> None:
    more = draw.boundary("t", "A", draw.timer("PT1H")) + draw.tag("endEvent", "gone") + draw.flow("t>gone")

    assert hits("join.deadlock", split(draw, "parallel", "parallel", more)) == ["j"]


SOUND = {
    "fork and join": lambda d: split(d, "parallel", "parallel"),
    "choice and merge": lambda d: split(d, "exclusive", "exclusive"),
    "inclusive split and join": lambda d: split(d, "inclusive", "inclusive"),
    "fork and inclusive join": lambda d: split(d, "parallel", "inclusive"),
    "choice and inclusive join": lambda d: split(d, "exclusive", "inclusive"),
    "a choice inside a fork": lambda d: inside(d),
    "a loop around a fork": lambda d: around(d),
    "an error that ends the scope": lambda d: split(
        d, "parallel", "parallel", d.boundary("t", "A", d.ERROR) + d.tag("endEvent", "gone", d.ERROR) + d.flow("t>gone")
    ),
    "many branches": lambda d: many(d, 12),
    "a link": lambda d: link(d),
}


def inside(draw: Any) -> str:
    drawn = draw.gate("parallel", "p", "q") + draw.gate("exclusive", "x", "m", default="f_x_B")
    ways = draw.flow("s>p>x>A>m>q>e; x>B>m; p>C>q", {"x>A": "=a"})
    return str(drawn + draw.tasks("A", "B", "C") + ways)


def around(draw: Any) -> str:
    drawn = draw.gate("parallel", "p", "q") + draw.gate("exclusive", "m", "x", default="f_x_e")
    ways = draw.flow("s>m>p>A>q>x>e; p>B>q; x>m", {"x>m": "=again"})
    return str(drawn + draw.tasks("A", "B") + ways)


def many(draw: Any, count: int) -> str:
    names = [f"T{number}" for number in range(count)]
    ways = "; ".join(f"p>{name}>U{name}>q" for name in names)
    return str(
        draw.gate("parallel", "p", "q") + draw.tasks(*names, *(f"U{n}" for n in names)) + draw.flow(f"s>p; {ways}; q>e")
    )


def link(draw: Any) -> str:
    event = '<linkEventDefinition name="on"/>'
    return str(draw.tag("intermediateThrowEvent", "A", event) + draw.catch("B", event) + draw.flow("s>A; B>e"))


@pytest.mark.parametrize("what", SOUND)
def test_sound_diagrams_are_left_alone(look: Any, draw: Any, what: str) -> None:
    codes = {it.code for it in look(SOUND[what](draw))}

    assert not {code for code in codes if code.startswith(("join.", "merge.", "loop.", "link.", "flow."))}


def test_a_thousand_branches_side_by_side_are_answered_in_time(look: Any, draw: Any) -> None:
    began = time.process_time()
    look(many(draw, 1000))

    assert time.process_time() - began < 5  # two minutes when every pair of branches is looked at in every marking


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_an_exclusive_merge_behind_a_fork_is_a_warning(hits: Any, draw: Any, kind: str) -> None:
    body = draw.gate(kind, "x", default="f_x_B" if kind == "inclusive" else "") + draw.gate("exclusive", "j")
    ways = draw.flow("s>x>A>j>C>e; x>B>j; x>D>j", {"x>A": "=a", "x>D": "=d"} if kind == "inclusive" else {})

    assert hits("merge.unsynchronised", body + draw.tasks("A", "B", "C", "D") + ways) == ["j"]


def test_a_task_where_parallel_branches_meet_is_a_warning_too(hits: Any, draw: Any) -> None:
    body = draw.gate("parallel", "x") + draw.tasks("A", "B", "C") + draw.flow("s>x>A>C>e; x>B>C")

    assert hits("merge.unsynchronised", body) == ["C"]


def test_a_loop_without_way_out_and_without_wait_is_an_error(look: Any, draw: Any) -> None:
    body = draw.gate("exclusive", "m") + draw.tasks("A", "B") + draw.flow("s>m>A>B>m")

    (finding,) = [it for it in look(body) if it.code == "loop.endless"]

    assert (finding.element_id, finding.severity.value) == ("m", "error")


def test_a_loop_that_changes_nothing_is_an_error(hits: Any, draw: Any) -> None:
    body = draw.gate("exclusive", "m", "x", default="f_x_e") + draw.flow("s>m>x>e; x>m", {"x>m": "=a"})

    assert hits("loop.endless", body) == ["m"]


@pytest.mark.parametrize("step", [lambda d: d.user("A"), lambda d: d.catch("A", d.timer("PT1H"))])
def test_a_loop_that_waits_may_go_round_for_ever(hits: Any, draw: Any, step: Any) -> None:
    assert hits("loop.endless", draw.gate("exclusive", "m") + step(draw) + draw.flow("s>m>A>m")) == []


def test_a_loop_of_work_with_a_way_out_is_fine(hits: Any, draw: Any) -> None:
    body = draw.gate("exclusive", "m", "x", default="f_x_e") + draw.tasks("A")

    assert hits("loop.endless", body + draw.flow("s>m>A>x>e; x>m", {"x>m": "=a"})) == []


def test_an_island_is_unreachable(hits: Any, draw: Any) -> None:
    body = draw.tasks("A", "B", "C") + draw.flow("s>A>e; B>C>B")

    assert hits("flow.unreachable", body) == ["B", "C"]
    assert (
        hits("flow.unreachable", draw.user("A") + draw.boundary("t", "A", draw.timer("PT1H")) + draw.flow("s>A>e; t>e"))
        == []
    )


def test_a_step_that_nothing_follows_is_a_dead_end(hits: Any, draw: Any) -> None:
    body = draw.user("A") + draw.boundary("t", "A", draw.timer("PT1H")) + draw.tasks("B")

    assert hits("flow.dead_end", body + draw.flow("s>A>e; t>B")) == ["B"]
    assert hits("flow.dead_end", body + draw.flow("s>A>e; t>B>e")) == []


def test_a_compensation_handler_and_an_event_sub_process_are_no_dead_ends(hits: Any, draw: Any) -> None:
    undo = draw.boundary("c", "A", "<compensateEventDefinition/>") + draw.job("U", isForCompensation="true")
    undo += '<association id="as" sourceRef="c" targetRef="U"/>'
    inner = draw.tag("startEvent", "hs", draw.ERROR) + draw.tag("endEvent", "he") + draw.flow("hs>he")
    body = draw.tasks("A") + undo + draw.tag("subProcess", "H", inner, triggeredByEvent="true") + draw.flow("s>A>e")

    assert hits("flow.dead_end", body) == hits("flow.unreachable", body) == []


def test_a_catching_link_that_nothing_leads_to_is_a_warning(hits: Any, draw: Any) -> None:
    body = draw.tasks("A") + draw.catch("B", '<linkEventDefinition name="on"/>') + draw.flow("s>A>e; B>e")

    assert hits("link.unused", body) == ["B"]
