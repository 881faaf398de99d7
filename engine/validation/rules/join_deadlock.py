"""A parallel join that some run never gets past: one of its flows stays without a token for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Finding, Severity
from engine.validation import joins
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "join.deadlock",
    Severity.WARNING,
    "并行汇聚会一直等“{flow}”这条流向：{split}后面只走其中一路",
    'The parallel join can wait for ever for flow "{flow}": {split_en} takes only one of its ways',
    "改用排他网关汇聚，或把前面的网关改成并行网关",
    "Join with an exclusive gateway, or make the gateway before it parallel",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level, net, verdicts in joins.of_drawing(drawing):
        if any(verdict.completes for verdict in verdicts):
            for join, places in joins.stuck(verdicts).items():
                yield found(RULE, drawing, joins.Stuck(level, net, join, sorted(places)[0]))


def found(rule: Rule, drawing: Drawing, it: joins.Stuck) -> Finding:
    """Shared with join_stuck: the same sentence about a join, its flow and the split before it."""
    split = joins.split_before(it)
    flow = drawing.by_id.get(it.place)
    source = "" if flow is None else _name(drawing, drawing.by_id[flow.get("sourceRef")])
    zh = f"“{_name(drawing, split)}”" if split is not None else "前面的分支"
    en = f'"{_name(drawing, split)}"' if split is not None else "a split before it"
    return rule.at(drawing, it.level.nodes[it.join], flow=source or it.place, split=zh, split_en=en)


def _name(drawing: Drawing, node: Any) -> str:
    return drawing.title(node) or node.get("id") or ""
