"""Two shapes of one level that lie on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
MOST_TOLD = 20  # others that one shape is told to lie on
MOST_COMPARED = 2_000_000  # pairs of one level, about a second; of the rest nothing is claimed
Edge = Callable[[layout.Box], float]


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    shapes, _ = layout.of_drawing(drawing)
    for level in drawing.levels:
        boxed = [(node, shapes[name]) for name, node in level.nodes.items() if name in shapes]
        for first, second in _overlapping(boxed):
            if not _attached(first, second):
                yield RULE.at(drawing, second, other=drawing.title(first) or first.get("id"))


def _overlapping(boxed: list[tuple[Any, layout.Box]]) -> Iterator[tuple[Any, Any]]:
    """Pairs along the way in which the diagram stretches more; only shapes that begin before another ends are
    compared."""
    begin, end = _along(boxed)
    boxed = sorted(boxed, key=lambda it: begin(it[1]))
    compared = 0
    for index, (first, one) in enumerate(boxed):
        told = 0
        for place in range(index + 1, len(boxed)):
            second, other = boxed[place]
            if begin(other) > end(one) or told == MOST_TOLD or compared == MOST_COMPARED:
                break
            compared += 1
            if one.overlaps(other):
                told += 1
                yield first, second


def _along(boxed: list[tuple[Any, layout.Box]]) -> tuple[Edge, Edge]:
    """Where a box begins and ends."""
    xs, ys = [box.x for _, box in boxed], [box.y for _, box in boxed]
    if boxed and max(ys) - min(ys) > max(xs) - min(xs):
        return lambda box: box.y, lambda box: box.y + box.height
    return lambda box: box.x, lambda box: box.x + box.width


def _attached(first: Any, second: Any) -> bool:
    """A boundary event sits on its host, and several may sit side by side."""
    hosts = (first.get("attachedToRef"), second.get("attachedToRef"))
    return first.get("id") in hosts or second.get("id") in hosts
