"""One BPMN file as it is drawn: XML, flows by level, and the parsed model when the file can run.

Rules look at the drawing, so that they have something to say about files that do not parse, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine import dialect, errors
from engine.dialect.findings import Problems
from engine.dialect.xml import BPMN, ZEEBE, kind, local, read, text_of
from engine.errors import Edit, Finding

TASKS = frozenset(
    {
        *("task", "userTask", "serviceTask", "sendTask", "receiveTask", "manualTask", "scriptTask"),
        *("businessRuleTask", "callActivity"),
    }
)
SUB_PROCESSES = frozenset({"subProcess", "adHocSubProcess", "transaction"})
ACTIVITIES = TASKS | SUB_PROCESSES
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


@dataclass
class Level:
    """A process or sub-process: its own flow nodes and the flows between them, in the order of the file."""

    node: Any
    nodes: dict[str, Any] = field(default_factory=dict)
    flows: list[Any] = field(default_factory=list)
    outgoing: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    incoming: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    boundaries: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    handlers: list[Any] = field(default_factory=list)  # event sub-processes

    def of_kind(self, *kinds: str) -> Iterator[Any]:
        return (node for node in self.nodes.values() if kind(node) in kinds)


class Drawing:
    """`root` is None when the file is not BPMN; `model` is None when it cannot run: `findings` say why."""

    def __init__(self, filename: str, content: bytes, *, parsed: bool = True) -> None:
        self.filename = filename
        self.content = content
        self.root: Any = None
        self.model: dialect.ParsedModel | None = None
        self.findings: tuple[Finding, ...] = ()
        try:
            self.root = read(content, Problems(filename))
            self.model = dialect.parse_model(content, filename) if parsed else None
        except errors.Unrunnable as refused:
            self.findings = refused.findings

    @cached_property
    def processes(self) -> list[Any]:
        """The executable ones; all, when none is."""
        if self.root is None:
            return []
        drawn = self.root.findall(f"{BPMN}process")
        return [node for node in drawn if node.get("isExecutable") == "true"] or drawn

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """Every BPMN element with an id, declarations too."""
        if self.root is None:
            return {}
        return {
            node.get("id"): node
            for node in self.root.iter()
            if isinstance(node.tag, str) and node.tag.startswith(BPMN) and node.get("id")
        }

    @cached_property
    def levels(self) -> list[Level]:
        """Outer before inner."""
        tops = (node for process in self.processes for node in process.iter() if isinstance(node.tag, str))
        return [_level(node) for node in tops if kind(node) in SUB_PROCESSES or kind(node) == "process"]

    @cached_property
    def level_of(self) -> dict[Any, Level]:
        """The level of a process or sub-process."""
        return {level.node: level for level in self.levels}

    def nodes(self, *kinds: str) -> Iterator[Any]:
        """Flow nodes of these kinds on every level."""
        return (node for level in self.levels for node in level.of_kind(*kinds))

    def declared(self, node: Any, reference: str) -> Any:
        """The message, signal, error or escalation an event definition or receive task refers to, or None."""
        return self.by_id.get((node.get(reference) or "").rsplit(":", 1)[-1])

    @staticmethod
    def title(node: Any) -> str:
        """The drawn name in one line; empty when there is none."""
        return " ".join((node.get("name") or "").split())


def _level(node: Any) -> Level:
    level = Level(node)
    for child in node:
        if isinstance(child.tag, str) and kind(child) in FLOW_NODES and child.get("id"):
            level.nodes[child.get("id")] = child
    for child in node.findall(f"{BPMN}sequenceFlow"):
        source, target = child.get("sourceRef"), child.get("targetRef")
        if source in level.nodes and target in level.nodes:
            level.flows.append(child)
            level.outgoing[source].append(child)
            level.incoming[target].append(child)
    for child in level.of_kind("boundaryEvent"):
        level.boundaries[child.get("attachedToRef") or ""].append(child)
    level.handlers += [child for child in level.nodes.values() if child.get("triggeredByEvent") == "true"]
    return level


def extension(node: Any, name: str) -> Any:
    """The zeebe: element of that name right below the node's extensionElements, or None."""
    return node.find(f"{BPMN}extensionElements/{ZEEBE}{name}")


def properties(node: Any) -> dict[str, str]:
    """zeebe:properties by name."""
    rows = node.findall(f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property")
    return {row.get("name") or "": row.get("value") or "" for row in rows}


def definition(node: Any) -> Any:
    """The first event definition of an event, or None."""
    return next(
        (child for child in node if isinstance(child.tag, str) and kind(child).endswith("EventDefinition")), None
    )


def event_kind(node: Any) -> str:
    """`message`, `timer`, …; empty for a plain event."""
    found = definition(node)
    return "" if found is None else kind(found).removesuffix("EventDefinition")


def condition(flow: Any) -> str | None:
    """The flow's condition as written."""
    return text_of(flow, "conditionExpression")


def owner(node: Any) -> Any:
    """The drawn element that a node belongs to: itself, or the nearest around it that has an id of its own and is a
    flow node, a flow, a declaration or a scope."""
    found = node
    while found.getparent() is not None and not _is_drawn(found):
        found = found.getparent()
    return found


def _is_drawn(node: Any) -> bool:
    tag = kind(node)
    drawn = tag in FLOW_NODES or tag in ("sequenceFlow", "process", "message", "signal", "error", "escalation")
    return drawn and node.get("id") is not None


def place(node: Any) -> tuple[str, str]:
    """Element id and path of a node, as an Edit names it; the id is empty for the top of the file."""
    steps: list[str] = []
    while not node.get("id") or not str(node.tag).startswith(BPMN):
        parent = node.getparent()
        if parent is None:
            break
        same = [child for child in parent if isinstance(child.tag, str) and local(child) == local(node)]
        steps.append(local(node) + (f"[{same.index(node) + 1}]" if len(same) > 1 else ""))
        node = parent
    return node.get("id") or "", "/".join(reversed(steps))


def set_attribute(node: Any, attribute: str, value: str) -> Edit:
    return Edit("set", *place(node), attribute, value)


def set_text(node: Any, value: str) -> Edit:
    return Edit("text", *place(node), value=value)


def remove(node: Any) -> Edit:
    return Edit("remove", *place(node))
