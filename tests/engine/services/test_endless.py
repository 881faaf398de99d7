"""What would never end stops with one incident, in a state that reads back, and keeps nobody else waiting."""

from __future__ import annotations

from typing import Any

import pytest

from engine import incidents, instances, kernel, runtime
from engine.advance import Cause, advance
from engine.elements.multi_instance import MOST_AT_ONCE


def script(draw: Any, name: str, expression: str = "k + 1") -> str:
    return str(
        draw.tag("scriptTask", name, draw.zeebe(f'<zeebe:script expression="={expression}" resultVariable="k"/>'))
    )


def call(draw: Any, name: str, inside: str = "") -> str:
    return str(draw.tag("callActivity", name, draw.zeebe('<zeebe:calledElement processId="proc"/>') + inside))


def gate(draw: Any, name: str, kind: str = "exclusive", **attributes: str) -> str:
    return str(draw.tag(f"{kind}Gateway", name, **attributes))


def loop(draw: Any, inside: str) -> str:
    """Goes round while k < n."""
    drawn = gate(draw, "lp") + inside + gate(draw, "g", default="f_g_e")
    return drawn + str(draw.flow("s>lp>x>g>lp; g>e", {"g>lp": "=k &lt; n"}))


def of_scripts(draw: Any) -> str:
    return loop(draw, script(draw, "x"))


def of_handlers(draw: Any) -> str:
    return loop(draw, draw.job("x", "test.local"))


def of_sub_processes(draw: Any) -> str:
    inside = draw.tag("startEvent", "xs") + script(draw, "y") + draw.tag("endEvent", "xe") + draw.flow("xs>y>xe")
    return loop(draw, draw.tag("subProcess", "x", inside))


def of_caught_errors(draw: Any) -> str:
    """The error of a sub-process leads back to it."""
    inside = draw.tag("startEvent", "xs") + draw.tag("endEvent", "xe", draw.ERROR) + draw.flow("xs>xe")
    drawn = gate(draw, "lp") + draw.tag("subProcess", "x", inside) + draw.boundary("b", "x", draw.ERROR)
    return str(drawn + draw.flow("s>lp>x>e; b>lp"))


def of_doubled_tokens(draw: Any, begin: str = "s") -> str:
    """Each pass makes two tokens of one, while k < n."""
    drawn = gate(draw, "lp") + script(draw, "x") + gate(draw, "g", default="f_g_e") + gate(draw, "f", "parallel")
    flows = draw.flow(f"{begin}>lp>x>g>f>lp; f>x2>lp; g>e", {"g>f": "=k &lt; n"})
    return str(drawn + script(draw, "x2") + flows)


def of_many_branches(draw: Any) -> str:
    """Ends, but not within the bound: as many sub-processes at once as may be, with a few scripts in each."""
    names = ["xs", "v", "w", "y", "z", "xe"]
    inside = draw.tag("startEvent", "xs") + "".join(script(draw, name) for name in names[1:-1])
    inside += draw.tag("endEvent", "xe") + draw.flow(">".join(names))
    each = (
        f'<zeebe:loopCharacteristics inputCollection="=for i in 1..{MOST_AT_ONCE} return i" inputElement="item"'
        ' outputCollection="made" outputElement="=item"/>'
    )
    loops = f"<multiInstanceLoopCharacteristics>{draw.zeebe(each)}</multiInstanceLoopCharacteristics>"
    return str(draw.tag("subProcess", "x", inside + loops) + draw.flow("s>x>e"))


def of_calls(draw: Any) -> str:
    return call(draw, "x") + str(draw.flow("s>x>e"))


def of_doubled_calls(draw: Any) -> str:
    fork = gate(draw, "f", "parallel")
    return fork + call(draw, "x") + call(draw, "y") + str(draw.flow("s>f>x>e; f>y>e"))


def of_repeated_calls(draw: Any) -> str:
    """One for each of ten items, at once."""
    each = draw.zeebe('<zeebe:loopCharacteristics inputCollection="=[1,2,3,4,5,6,7,8,9,10]"/>')
    loops = f"<multiInstanceLoopCharacteristics>{each}</multiInstanceLoopCharacteristics>"
    return call(draw, "x", loops) + str(draw.flow("s>x>e"))


def the_incident(house: Any) -> incidents.Incident:
    with house.database.read() as reader:
        (found,) = incidents.page(reader).items
    return found


MOST_RETRIES = 5
ENDLESS = [
    of_scripts, of_handlers, of_sub_processes, of_caught_errors, of_doubled_tokens, of_calls, of_doubled_calls,
    of_repeated_calls,
]  # fmt: skip


@pytest.mark.parametrize("drawn", ENDLESS, ids=lambda it: it.__name__)
def test_an_advance_without_end_stops_with_one_incident(house: Any, draw: Any, drawn: Any) -> None:
    house.draw(drawn(draw))

    instance = house.start(k=0, n=10**9)

    (stopped,) = house.live(instance)
    assert stopped.endswith("!") and house.status(instance) == "active"
    told = the_incident(house)
    assert told.element_name and told.text.code in ("incident.endless_loop", "incident.called_too_deep")
    assert f"“{told.element_name}”" in told.text.zh and f"“{told.element_name}”" in told.text.en


@pytest.mark.parametrize("restarted", [False, True])
def test_a_retry_goes_as_far_again_and_meets_one_incident(house: Any, draw: Any, restarted: bool) -> None:
    house.draw(of_doubled_tokens(draw))
    instance = house.start(k=0, n=10**9)
    passes = house.variables(instance)["k"]

    if restarted:
        runtime.of(house.database).hot.clear()
    house.write(lambda tx: incidents.retry(tx, the_incident(house).id, reason="请再试一次"))

    assert len(house.live(instance)) == 1
    assert passes < house.variables(instance)["k"] <= 3 * passes


@pytest.mark.parametrize("restarted", [False, True])
def test_a_corrected_variable_lets_every_token_leave_the_loop(house: Any, draw: Any, restarted: bool) -> None:
    house.draw(of_doubled_tokens(draw))
    instance = house.start(k=0, n=10**9)
    stopped = house.live(instance)

    if restarted:
        runtime.of(house.database).hot.clear()
    house.write(lambda tx: advance(tx, instance, lambda it: kernel.set_variables(it, {"n": 0}, tx.now), Cause("fixed")))
    assert house.live(instance) == stopped
    house.write(lambda tx: incidents.retry(tx, the_incident(house).id, reason="变量已经更正"))

    assert house.status(instance) == "ended" and house.live(instance) == []
    path = house.path(instance)
    assert path.count("g") == path.count("f") + path.count("e") and path.count("e") == path.count("f") + 1


@pytest.mark.parametrize("restarted", [False, True])
def test_what_ends_beyond_the_bound_goes_on_by_retries_and_loses_no_branch(
    house: Any, draw: Any, restarted: bool
) -> None:
    house.draw(of_many_branches(draw))
    instance = house.start(k=0)

    for _ in range(MOST_RETRIES):
        if restarted:
            runtime.of(house.database).hot.clear()
        house.write(lambda tx: incidents.retry(tx, the_incident(house).id, reason="继续走完剩下的"))
        if house.status(instance) == "ended":
            break

    assert house.status(instance) == "ended" and house.variables(instance)["made"] == list(range(1, MOST_AT_ONCE + 1))
    assert house.path(instance).count("z") == MOST_AT_ONCE


@pytest.mark.parametrize("drawn", [of_doubled_tokens, of_repeated_calls], ids=lambda it: it.__name__)
def test_it_can_be_cancelled_and_leaves_nothing(house: Any, draw: Any, drawn: Any) -> None:
    house.draw(drawn(draw))
    instance = house.start(k=0, n=10**9)

    house.write(lambda tx: instances.cancel(tx, instance, reason="流程画错了"))

    assert house.status(instance) == "cancelled" and house.live(instance) == []


def test_another_branch_of_it_goes_on_and_the_loop_does_not(house: Any, draw: Any) -> None:
    fork = gate(draw, "two", "parallel") + draw.user("A") + draw.user("B") + draw.flow("s>two>A>B>e")
    house.draw(fork + of_doubled_tokens(draw, "two"))
    instance = house.start(k=0, n=10**9)
    passes = house.variables(instance)["k"]

    house.do(instance, "A")

    assert [element for element in house.live(instance) if not element.endswith("!")] == ["B"]
    assert len(house.live(instance)) == 2 and house.variables(instance)["k"] == passes
