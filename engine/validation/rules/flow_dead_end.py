"""Something that nothing follows and that is no end event: the way ends there without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "flow.dead_end",
    Severity.WARNING,
    "后面什么也没有，也不是结束事件",
    "Nothing follows, and it is no end event",
    "连到下一步，或连到一个结束事件",
    "Connect it to the next step or to an end event",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        for name, node in level.nodes.items():
            if not level.outgoing[name] and kind(level.node) != "adHocSubProcess" and not _may_end(node):
                yield RULE.at(drawing, node)


def _may_end(node: Any) -> bool:
    if kind(node) == "endEvent" or node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true":
        return True
    return (drawn.event_kind(node) == "compensate" and kind(node) == "boundaryEvent") or _throws_link(node)


def _throws_link(node: Any) -> bool:
    return kind(node) == "intermediateThrowEvent" and drawn.event_kind(node) == "link"
