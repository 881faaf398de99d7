"""Parallel branches run into each other without a parallel join: what follows is done once for each of them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import joins
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.net import Element
from engine.validation.rule import Rule

RULE = Rule(
    "merge.unsynchronised",
    Severity.WARNING,
    "几条同时进行的分支在这里会合但不等齐，后面的步骤会重复执行",
    "Branches that run at the same time meet here without waiting: what follows is done more than once",
    "用并行网关汇聚这些分支",
    "Join the branches with a parallel gateway",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level, net, verdicts in joins.of_drawing(drawing, every_order=True):
        doubled = {place for verdict in verdicts for place in verdict.doubled}
        for element in net.elements.values():
            if len(element.takes) > 1 and _begins(element, doubled):
                yield RULE.at(drawing, level.nodes[element.id])


def _begins(element: Element, doubled: set[str]) -> bool:
    """Two tokens leave it at once, though each of its flows brings only one."""
    leaving = {place for step in element.steps for place in step.gives}
    return bool(leaving & doubled) and not doubled.intersection(element.takes)
