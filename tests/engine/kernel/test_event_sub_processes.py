"""Event sub-processes: armed with their scope, interrupting or repeatable, never changing the shared specs."""

from __future__ import annotations

import pytest


def process(draw, esp):
    body = draw.starts("s") + draw.gateway("parallel", "g") + draw.users("a", "b") + draw.ends("e")
    return body + draw.flow("s>g;g>a>e;g>b>e") + esp


def definition(draw, kind):
    return {"message": draw.message, "timer": draw.timer("PT1H"), "signal": draw.signal}[kind]


@pytest.mark.parametrize("kind", ["message", "timer", "signal"])
def test_interrupting_kills_everything_else_and_the_handler_sees_current_data(play, draw, specs_of, kind):
    specs = specs_of(process(draw, draw.event_sub_process("x", definition(draw, kind))))
    run = play(specs, {"no": "1", "k": 0})

    run.do("a", picked=1, k=5).fire("x_s", why="cancel")

    assert run.live == ["x_h"]
    assert run.seen("x_h") == {"no": "1", "k": 5, "picked": 1, "why": "cancel"}
    run.do("x_h", released=1)
    assert run.done
    assert run.data == {"no": "1", "k": 5, "picked": 1, "released": 1, "why": "cancel"}
    assert play(specs, {"no": "2"}).live == ["a", "b", "x_s"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_non_interrupting_fires_repeatedly_each_changes_the_process_and_the_scope_waits(play, draw, kind):
    run = play(process(draw, draw.event_sub_process("x", definition(draw, kind), interrupting=False)), {"no": "1"})

    run.fire("x_s", q=1).fire("x_s", q=2)

    assert run.live == ["a", "b", "x_h", "x_h", "x_s"]
    assert [run.seen(it)["q"] for it in ("a", "x_h")] == [2, 2], "as in Camunda 8: the payload is the process's"
    run.do("x_h").do("a").do("b")
    assert run.live == ["x_h", "x_s"]
    assert not run.done
    assert run.do("x_h").done


def test_an_unfired_listener_does_not_hold_the_instance(play, draw):
    run = play(process(draw, draw.event_sub_process("x", draw.message)), {"no": "1"})

    assert run.do("a").do("b").done


def test_a_cycle_start_fires_the_counted_times(play, draw):
    esp = draw.event_sub_process("x", draw.timer("R3/PT1H", "timeCycle"), interrupting=False)
    run = play(process(draw, esp))

    for _ in range(3):
        run.later(hours=1).fire("x_s")

    assert run.live == ["a", "b", "x_h", "x_h", "x_h"]


def test_what_a_non_interrupting_handler_changes_is_seen_by_the_main_flow(play, draw):
    esp = draw.event_sub_process("x", draw.message, interrupting=False)
    body = draw.starts("s") + draw.users("a", "ship") + draw.flow("s>a>ship") + esp
    run = play(body, {"no": 1, "address": "old"})

    run.fire("x_s").do("x_h", address="new")

    assert run.seen("a")["address"] == "new"
    assert run.do("a").seen("ship")["address"] == "new"


def embedded(draw, esp, last=""):
    inside = draw.starts("is") + draw.jobs("j") + draw.users("w") + draw.tag("endEvent", "ie", last)
    sub = draw.tag("subProcess", "sp", inside + draw.flow("is>j>w>ie") + esp)
    return draw.starts("s") + sub + draw.users("after") + draw.ends("e") + draw.flow("s>sp>after>e")


def test_an_error_is_caught_inside_the_sub_process_which_then_completes_normally(play, draw):
    run = play(embedded(draw, draw.event_sub_process("x", draw.error)), {"n": 1})

    run.error("j", "E1", msg="no stock")

    assert run.live == ["x_h"]
    assert run.seen("x_h")["msg"] == "no stock"
    run.do("x_h", fixed=1)
    assert run.live == ["after"]
    assert run.seen("after")["fixed"] == 1
    assert run.do("after").done


def test_an_error_end_event_is_caught_by_a_catch_all(play, draw):
    run = play(embedded(draw, draw.event_sub_process("x", draw.any_error), draw.error))

    run.do("j").do("w", wr=1)

    assert run.live == ["x_h"]
    assert run.do("x_h").do("after").done


def test_a_non_interrupting_escalation_lets_the_thrower_go_on(play, draw):
    throw = draw.tag("intermediateThrowEvent", "th", draw.escalation)
    inside = draw.starts("is") + throw + draw.users("w") + draw.ends("ie") + draw.flow("is>th>w>ie")
    inside += draw.event_sub_process("x", draw.escalation, interrupting=False)
    run = play(draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.flow("s>sp"))

    assert run.live == ["w", "x_h"]
    assert not run.do("w").done
    assert run.do("x_h").done


def test_an_error_climbs_two_scopes_and_an_error_in_the_handler_is_an_incident(play, draw):
    deep = draw.tag("subProcess", "i", draw.starts("is") + draw.jobs("j") + draw.flow("is>j"))
    middle = draw.tag("subProcess", "o", draw.starts("os") + deep + draw.flow("os>i"))
    handler = draw.jobs("x_h") + draw.ends("x_e") + draw.flow("x_s>x_h>x_e")
    run = play(draw.starts("s") + middle + draw.flow("s>o") + draw.event_sub_process("x", draw.error, handler))

    assert run.error("j", "E1").live == ["x_h"]
    assert run.error("x_h", "E1").live == ["x_h!"]
    assert not run.done


def test_an_interrupting_one_ends_nested_scopes_and_running_handlers(play, draw):
    nested = draw.starts("is") + draw.users("w") + draw.flow("is>w")
    nested += draw.event_sub_process("q", draw.message, interrupting=False)
    body = draw.starts("s") + draw.tag("subProcess", "sp", nested) + draw.flow("s>sp")
    body += draw.event_sub_process("x", draw.message, interrupting=False) + draw.event_sub_process("y", draw.signal)
    run = play(body, {"no": 1})

    run.fire("x_s").fire("q_s")
    assert run.live == ["q_h", "q_s", "w", "x_h", "x_s", "y_s"]
    run.do("w", deep=7).fire("y_s")

    assert run.live == ["y_h"]
    assert run.seen("y_h")["deep"] == 7
    assert run.do("y_h").done


def test_one_instance_of_a_loop_handles_its_own_error(play, draw):
    inside = draw.starts("is") + draw.jobs("j") + draw.flow("is>j") + draw.event_sub_process("x", draw.error)
    loop = draw.multi(outputCollection="res", outputElement="=r")
    body = draw.starts("s") + draw.tag("subProcess", "sp", loop + inside) + draw.users("z") + draw.flow("s>sp>z")
    run = play(body, {"items": ["p", "q"]})

    run.error("j", "E1", 1)

    assert run.live == ["j", "x_h"]
    assert run.seen("x_h")["item"] == "q"
    run.do("x_h", r="fixed").do("j", r="fine")
    assert run.data["res"] == ["fine", "fixed"]


def test_a_nested_one_is_armed_only_while_the_outer_runs(play, draw):
    inside = draw.users("x_h") + draw.ends("x_e") + draw.flow("x_s>x_h>x_e") + draw.event_sub_process("y", draw.signal)
    body = draw.starts("s") + draw.users("a") + draw.flow("s>a") + draw.event_sub_process("x", draw.message, inside)
    run = play(body, {"no": 1})
    assert run.live == ["a", "x_s"]

    assert run.fire("x_s").live == ["x_h", "y_s"]
    assert run.fire("y_s").live == ["y_h"]
    assert run.do("y_h").done
