"""Transactions: cancelled from inside, undone latest first, then on from the cancel boundary event."""

from __future__ import annotations

import pytest


def undoable(draw, name):
    """A user task `name` with handler job `u_name`."""
    handler = draw.jobs(f"u_{name}").replace("<serviceTask", '<serviceTask isForCompensation="true"', 1)
    return (
        draw.users(name)
        + draw.boundary(f"c_{name}", name, draw.compensate)
        + handler
        + draw.tag("association", f"as_{name}", sourceRef=f"c_{name}", targetRef=f"u_{name}")
    )


def cancel_end(draw, name="ce"):
    return draw.tag("endEvent", name, draw.cancel)


def around(draw, inside, more=""):
    """Transaction `tx` with cancel boundary `cb` to `failed`, error boundary `eb` to `broken`."""
    return (
        draw.starts("s")
        + draw.tag("transaction", "tx", inside)
        + draw.boundary("cb", "tx", draw.cancel)
        + draw.boundary("eb", "tx", draw.error)
        + draw.users("next", "failed", "broken")
        + draw.ends("e1", "e2", "e3")
        + draw.flow("s>tx>next>e1; cb>failed>e2; eb>broken>e3")
        + more
    )


def booking(draw, more=""):
    """A and B can be undone; `ask` decides in parallel with `side`."""
    inside = (
        draw.starts("i")
        + undoable(draw, "A")
        + undoable(draw, "B")
        + draw.gateway("parallel", "p")
        + draw.users("ask", "side")
        + draw.gateway("exclusive", "x", default="f_x_ok")
        + cancel_end(draw)
        + draw.ends("ok", "ok2")
        + draw.flow("i>A>B>p>ask>x>ok; p>side>ok2; x>ce", {"x>ce": "no"})
    )
    return around(draw, inside + more)


def test_a_cancelled_transaction_is_undone_latest_first_and_goes_on_from_its_cancel_boundary(play, draw):
    run = play(booking(draw)).do("A", seat=1).do("B", seat=2)

    run.do("ask", no=True)

    assert run.live == ["u_B"] and run.seen("u_B")["seat"] == 2
    assert run.do("u_B", freed=2).live == ["u_A"] and run.seen("u_A")["seat"] == 1
    assert run.do("u_A").live == ["failed"] and run.data["freed"] == 2
    killed = {step.element_id for step in run.steps if step.event == "killed"}
    assert killed == {"side", "tx"} and "ce" in run.path
    assert run.do("failed").done


def test_a_transaction_that_is_not_cancelled_is_a_sub_process(play, draw):
    run = play(booking(draw)).do("A").do("B").do("ask", no=False).do("side")

    assert run.live == ["next"] and run.do("next").done


def test_a_transaction_with_nothing_to_undo_goes_on_at_once(play, draw):
    inside = draw.starts("i") + draw.users("A") + cancel_end(draw) + draw.flow("i>A>ce")

    assert play(around(draw, inside)).do("A").live == ["failed"]


def test_an_error_inside_undoes_nothing(play, draw):
    run = play(booking(draw)).do("A")

    assert run.error("B", "E1").live == ["broken"]


def test_an_error_in_a_handler_ends_the_undoing_at_the_error_boundary(play, draw):
    run = play(booking(draw)).do("A").do("B").do("ask", no=True)

    assert run.error("u_B", "E1").live == ["broken"]


def test_what_completed_in_a_sub_process_that_still_runs_is_undone_too_in_order(play, draw):
    nested = draw.tag(
        "subProcess", "sp", draw.starts("k") + undoable(draw, "N") + draw.users("stay") + draw.flow("k>N>stay")
    )
    inside = (
        draw.starts("i")
        + draw.gateway("parallel", "p")
        + undoable(draw, "A")
        + nested
        + draw.users("ask")
        + cancel_end(draw)
        + draw.flow("i>p>A>ask>ce; p>sp")
    )
    run = play(around(draw, inside)).do("A").do("N").do("ask")

    assert run.live == ["u_N"]
    assert run.do("u_N").live == ["u_A"]
    assert run.do("u_A").live == ["failed"]


def test_a_cancel_end_event_deeper_inside_cancels_the_transaction(play, draw):
    nested = draw.starts("k") + undoable(draw, "N") + cancel_end(draw) + draw.flow("k>N>ce")
    inside = draw.starts("i") + undoable(draw, "A") + draw.tag("subProcess", "sp", nested) + draw.flow("i>A>sp")
    run = play(around(draw, inside)).do("A").do("N")

    assert run.live == ["u_N"]
    assert run.do("u_N").do("u_A").live == ["failed"]


def test_an_event_sub_process_may_cancel_the_transaction(play, draw):
    handler = draw.event_sub_process("q", draw.message, cancel_end(draw, "qe") + draw.flow("q_s>qe"))
    run = play(booking(draw, handler), {"no": "k"}).do("A")

    assert run.fire("q_s").live == ["u_A"]
    assert run.do("u_A").live == ["failed"]


def test_nothing_but_an_error_interrupts_the_undoing(play, draw):
    late = draw.boundary("late", "tx", draw.timer("PT1H")) + draw.users("L") + draw.flow("late>L")
    run = play(booking(draw) + late).do("A").do("B")
    assert "late" in run.live

    assert run.do("ask", no=True).live == ["u_B"]
    assert run.do("u_B").do("u_A").live == ["failed"]


def test_a_transaction_inside_a_looped_sub_process_is_cancelled_alone(play, draw):
    inside = draw.starts("i") + undoable(draw, "A") + draw.users("ask") + cancel_end(draw) + draw.flow("i>A>ask>ce")
    nested = draw.multi() + around(draw, inside)
    run = play(draw.starts("s0") + draw.tag("subProcess", "each", nested) + draw.flow("s0>each"), {"items": [1, 2]})

    run.do("A").do("A").do("ask")

    assert run.live == ["ask", "u_A"] and run.seen("u_A")["item"] == 1
    assert run.do("u_A").do("failed").live == ["ask"]
    assert run.do("ask").do("u_A").do("failed").done


@pytest.mark.parametrize("after", ["transaction", "cancelled"])
def test_a_completed_transaction_can_be_undone_later_but_a_cancelled_one_has_nothing_left(play, draw, after):
    undo = draw.tag("intermediateThrowEvent", "undo", draw.compensate) + draw.users("failed2")
    body = booking(draw) + undo + draw.flow("next>undo; failed>undo>failed2")
    run = play(body).do("A").do("B").do("ask", no=after == "cancelled")
    if after == "cancelled":
        assert run.do("u_B").do("u_A").do("failed").live == ["failed2"]
    else:
        assert run.do("side").do("next").live == ["u_B"]
        assert run.do("u_B").do("u_A").live == ["failed2"]
