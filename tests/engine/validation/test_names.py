"""What people read has a name."""

from __future__ import annotations

from typing import Any

import pytest

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
