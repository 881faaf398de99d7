"""What is gathered while a file is read: the file as a whole, and each scope while it is built."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.dialect.event_definitions import EventReader
from engine.dialect.extensions import Extensions
from engine.dialect.findings import UNKNOWN_HINTS, Problems
from engine.dialect.model import LATEST, Call, Element, StartEvent
from engine.dialect.xml import BPMN, local
from engine.elements.node import Node
from engine.elements.process import ProcessSpec


@dataclass
class File:
    """What is gathered over one file."""

    problems: Problems
    events: EventReader
    suffix: str = ""  # tells the scopes of one version of a process from those of another
    scopes: dict[str, ProcessSpec] = field(default_factory=dict)
    starts: list[StartEvent] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    processes: list[Call] = field(default_factory=list)
    decisions: list[Call] = field(default_factory=list)
    forms: list[Call] = field(default_factory=list)
    topics: list[Call] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)


@dataclass
class Scope:
    """One scope while it is built. A token enters a drawn node at `entry` and leaves it from `exit`."""

    file: File
    xml: Any
    spec: ProcessSpec
    lane: str
    depth: int
    parent: Scope | None = None
    entry: dict[str, Node] = field(default_factory=dict)
    exit: dict[str, Node] = field(default_factory=dict)
    nodes: dict[str, Any] = field(default_factory=dict)  # drawn flow nodes by id
    end: Any = None  # where ends lead: the scope's Finish, or an ad-hoc scope's tick

    def __post_init__(self) -> None:
        self.end = self.spec.end

    @cached_property
    def associations(self) -> dict[str, list[Any]]:
        """By the element that they leave."""
        found: dict[str, list[Any]] = defaultdict(list)
        for drawn in self.xml.findall(f"{BPMN}association"):
            found[drawn.get("sourceRef")].append(drawn)
        return dict(found)

    @cached_property
    def left(self) -> set[str]:
        """Elements that a sequence flow leaves."""
        return {flow.get("sourceRef") for flow in self.xml.findall(f"{BPMN}sequenceFlow")}

    @property
    def problems(self) -> Problems:
        return self.file.problems

    def lane_of(self, element_id: str) -> str:
        return self.file.lanes.get(element_id, self.lane)

    def options(self, node: Any) -> dict[str, Any]:
        """What every element class takes."""
        element_id = node.get("id")
        title = " ".join((node.get("name") or "").split())
        return {"element_id": element_id, "title": title, "lane": self.lane_of(element_id)}

    def add(self, node: Any, built: Node, last: Node | None = None) -> None:
        self.entry[node.get("id")] = built
        self.exit[node.get("id")] = last or built

    def call(
        self,
        calls: list[Call],
        target: str | None,
        node: Any,
        inputs: frozenset[str] | None = None,
        binding: tuple[str, str] = (LATEST, ""),
    ) -> None:
        """Notes a fixed reference; expressions are known only at run time."""
        if target and not target.startswith("="):
            calls.append(Call(target, node.get("id"), node.sourceline or 0, inputs, *binding))

    def extensions(self, node: Any) -> Extensions:
        return Extensions(node, self.problems)


def inner_scope(scope: Scope, node: Any, *, event_driven: bool = False, suffix: str = "") -> Scope:
    """A scope inside another, registered under a name that is unique in every bundle."""
    name = f"{scope.spec.process_id}{scope.file.suffix}/{node.get('id')}{suffix}"
    spec = ProcessSpec(name, scope.spec.process_id, event_driven=event_driven)
    scope.file.scopes[name] = spec
    lane = scope.lane_of(node.get("id"))
    return Scope(scope.file, node, spec, lane, scope.depth + 1, parent=scope)


def unknown(scope: Scope, node: Any) -> None:
    """An element that the engine does not run."""
    tag = local(node)
    hint_zh, hint_en = UNKNOWN_HINTS.get(tag, ("删除它，或换一种画法", "Remove it or draw it another way"))
    scope.problems.add("element.unknown", node, type=tag, hint_zh=hint_zh, hint_en=hint_en)
