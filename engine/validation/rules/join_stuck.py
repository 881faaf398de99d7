"""A parallel join that no run gets past, so that the process never ends."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import joins
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule
from engine.validation.rules import join_deadlock

RULE = Rule(
    "join.stuck",
    Severity.ERROR,
    "并行汇聚永远等不到“{flow}”这条流向：{split}后面只走其中一路，流程不会结束",
    'The parallel join always waits for flow "{flow}": {split_en} takes only one of its ways, the process never ends',
    "改用排他网关汇聚，或把前面的网关改成并行网关",
    "Join with an exclusive gateway, or make the gateway before it parallel",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level, net, verdicts in joins.of_drawing(drawing):
        if not any(verdict.completes for verdict in verdicts):
            for join, places in joins.stuck(verdicts).items():
                yield join_deadlock.found(RULE, drawing, joins.Stuck(level, net, join, sorted(places)[0]))
