"""A diagram is drawn, every element of it, and no shape lies on another."""

from __future__ import annotations

from typing import Any

SPOTS = {"s": (0, 0), "A": (100, 0), "e": (300, 0)}
FLOWS = ("f_s_A", "f_A_e")


def plane(spots: dict[str, tuple[int, int]], flows: tuple[str, ...] = FLOWS) -> str:
    shapes = "".join(
        f'<di:BPMNShape bpmnElement="{name}"><dc:Bounds x="{x}" y="{y}" width="80" height="60"/></di:BPMNShape>'
        for name, (x, y) in spots.items()
    )
    edges = "".join(f'<di:BPMNEdge bpmnElement="{name}"/>' for name in flows)
    drawn = f'<di:BPMNPlane id="pl" bpmnElement="proc">{shapes}{edges}</di:BPMNPlane>'
    return f'<di:BPMNDiagram id="di">{drawn}</di:BPMNDiagram>'


def test_a_diagram_that_is_not_drawn_at_all_is_one_warning(hits: Any, draw: Any) -> None:
    assert hits("layout.missing", draw.tasks("A") + draw.flow("s>A>e")) == ["proc"]


def test_a_diagram_that_is_drawn_is_fine(hits: Any, draw: Any) -> None:
    body = draw.tasks("A") + draw.flow("s>A>e")

    assert hits("layout.missing", body, more=plane(SPOTS)) == hits("layout.overlap", body, more=plane(SPOTS)) == []


def test_elements_and_flows_that_are_not_drawn_are_warnings(hits: Any, draw: Any) -> None:
    few = plane({"s": (0, 0), "e": (300, 0)}, ("f_s_A",))

    assert hits("layout.missing", draw.tasks("A") + draw.flow("s>A>e"), more=few) == ["A", "f_A_e"]


def test_shapes_that_lie_on_each_other_are_a_warning(hits: Any, draw: Any) -> None:
    close = plane(SPOTS | {"e": (150, 20)})

    assert hits("layout.overlap", draw.tasks("A") + draw.flow("s>A>e"), more=close) == ["e"]


def test_boundary_events_sit_on_their_host(hits: Any, draw: Any) -> None:
    body = draw.user("A") + draw.boundary("b", "A", draw.timer("PT1H")) + draw.flow("s>A>e; b>e")

    assert hits("layout.overlap", body, more=plane(SPOTS | {"b": (160, 40)})) == []
