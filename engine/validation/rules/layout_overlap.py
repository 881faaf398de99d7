"""Two shapes of one level that lie on each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Finding, Severity
from engine.validation import layout
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "layout.overlap",
    Severity.WARNING,
    "图形和“{other}”重叠",
    'The shape overlaps "{other}"',
    "在编辑器里把它们分开",
    "Move them apart in an editor",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    shapes, _ = layout.of_drawing(drawing)
    for level in drawing.levels:
        boxed = [(node, shapes[name]) for name, node in level.nodes.items() if name in shapes]
        for first, second in _overlapping(boxed):
            if not _attached(first, second):
                yield RULE.at(drawing, second, other=drawing.title(first) or first.get("id"))


def _overlapping(boxed: list[tuple[Any, layout.Box]]) -> Iterator[tuple[Any, Any]]:
    """Pairs from left to right; only shapes that begin before another ends are compared."""
    boxed = sorted(boxed, key=lambda it: it[1].x)
    for index, (first, one) in enumerate(boxed):
        for second, other in boxed[index + 1 :]:
            if other.x > one.x + one.width:
                break
            if one.overlaps(other):
                yield first, second


def _attached(first: Any, second: Any) -> bool:
    """A boundary event sits on its host, and several may sit side by side."""
    hosts = (first.get("attachedToRef"), second.get("attachedToRef"))
    return first.get("id") in hosts or second.get("id") in hosts
