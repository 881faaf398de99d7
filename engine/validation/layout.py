"""Where the elements of a drawing are drawn: boxes of shapes, and which flows have an edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.validation.drawing import Drawing

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"


@dataclass(frozen=True)
class Box:
    """A shape in pixels, and the plane it is drawn on."""

    x: float
    y: float
    width: float
    height: float
    plane: int

    def overlaps(self, other: Box, slack: float = 1.0) -> bool:
        """They share more than a border."""
        return (
            self.plane == other.plane
            and self.x + slack < other.x + other.width
            and other.x + slack < self.x + self.width
            and self.y + slack < other.y + other.height
            and other.y + slack < self.y + self.height
        )


def of_drawing(drawing: Drawing) -> tuple[dict[str, Box], set[str]]:
    """Boxes by element id, and the ids of the flows that have an edge."""
    shapes: dict[str, Box] = {}
    edges: set[str] = set()
    for number, plane in enumerate([] if drawing.root is None else drawing.root.iter(f"{DI}BPMNPlane")):
        shapes.update(_shapes(plane, number))
        edges.update(_target(edge) for edge in plane.iter(f"{DI}BPMNEdge"))
    return shapes, edges


def _shapes(plane: Any, number: int) -> Iterator[tuple[str, Box]]:
    for shape in plane.iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        if bounds is not None:
            x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
            yield _target(shape), Box(x, y, width, height, number)


def _target(node: Any) -> str:
    return (node.get("bpmnElement") or "").rsplit(":", 1)[-1]


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
