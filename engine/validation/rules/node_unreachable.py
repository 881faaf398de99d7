"""An element that no start event leads to, although something is drawn before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import graph
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level
from engine.validation.rule import Rule

RULE = Rule(
    "flow.unreachable",
    Severity.WARNING,
    "从开始事件走不到这个元素，它永远不会运行",
    "No start event leads to this element; it will never run",
    "把它连到流程里，或删除它",
    "Connect it to the process or delete it",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        if kind(level.node) == "adHocSubProcess":
            continue
        seen = graph.reached(graph.following(level), [name for name, node in level.nodes.items() if _begins(node)])
        for name, node in level.nodes.items():
            if name not in seen and _has_way_in(level, node):
                yield RULE.at(drawing, node)


def _begins(node: Any) -> bool:
    return (
        kind(node) == "startEvent" or node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
    )


def _has_way_in(level: Level, node: Any) -> bool:
    """Without any, the parser refuses the diagram with a finding of its own."""
    if kind(node) == "boundaryEvent":
        host = level.nodes.get(node.get("attachedToRef") or "")
        return host is not None and bool(level.incoming[host.get("id")])
    return bool(level.incoming[node.get("id")])
