"""An exclusive or inclusive split without default: when no condition holds, the process stops there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Edit, Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "gateway.no_default",
    Severity.WARNING,
    "网关没有默认流向，所有条件都不成立时流程会停在这里",
    "The gateway has no default flow: the process stops here when no condition holds",
    "把一条流向设为默认流向",
    "Make one of its flows the default",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        for node in level.of_kind("exclusiveGateway", "inclusiveGateway"):
            flows = level.outgoing[node.get("id")]
            if len(flows) > 1 and not node.get("default") and not _one_holds(flows):
                free = [flow for flow in flows if drawn.condition(flow) is None]
                fix: list[Edit] = []
                if len(free) == 1 and free[0].get("id"):
                    fix = [drawn.set_attribute(node, "default", free[0].get("id"))]
                yield RULE.at(drawing, node, fix=fix)


def _one_holds(flows: list[Any]) -> bool:
    """A way that is always taken is as good as a default."""
    return any(written.always_true(drawn.condition(flow)) for flow in flows)
