"""Gateways: a default, and names that say what is asked and answered."""

from __future__ import annotations

from typing import Any

import pytest

SPLIT = "s>x>A>e; x>B>e"


@pytest.mark.parametrize("kind", ["exclusive", "inclusive"])
def test_a_split_without_default_is_a_warning(look: Any, draw: Any, kind: str) -> None:
    body = draw.gate(kind, "x") + draw.tasks("A", "B") + draw.flow(SPLIT, {"x>A": "=a", "x>B": "=b"})

    (finding,) = [it for it in look(body) if it.code == "gateway.no_default"]

    assert (finding.element_id, finding.severity.value, finding.fix) == ("x", "warning", ())


def test_the_only_flow_without_condition_becomes_the_default(look: Any, hits: Any, draw: Any, mended: Any) -> None:
    body = draw.gate("exclusive", "x") + draw.tasks("A", "B") + draw.flow(SPLIT, {"x>A": "=a"})

    (finding,) = [it for it in look(body) if it.code == "gateway.no_default"]

    after = mended(body, finding)
    assert 'default="f_x_B"' in after
    assert hits("flow.no_condition", files={"proc.bpmn": after.encode()}) == []


@pytest.mark.parametrize("kind", ["exclusive", "parallel"])
def test_defaults_merges_and_parallel_splits_are_fine(hits: Any, draw: Any, kind: str) -> None:
    default = "f_x_B" if kind == "exclusive" else ""
    conditions = {"x>A": "=a"} if kind == "exclusive" else {}
    drawn = draw.gate(kind, "x", default=default) + draw.gate(kind, "j") + draw.tasks("A", "B")

    assert hits("gateway.no_default", drawn + draw.flow("s>x>A>j>e; x>B>j", conditions)) == []


def test_a_way_that_is_always_taken_is_as_good_as_a_default(hits: Any, draw: Any) -> None:
    body = draw.gate("inclusive", "x") + draw.tasks("A", "B") + draw.flow(SPLIT, {"x>A": "=true", "x>B": "=b"})

    assert hits("gateway.no_default", body) == hits("condition.constant", body) == []
