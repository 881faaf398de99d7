"""Sequence flows: connects the built nodes of one scope and finds what is not connected."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from engine.dialect.links import is_link_throw
from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, kind, text_of
from engine.elements.gateways import Conditional, Fork
from engine.elements.node import Node

_NO_INCOMING = ("startEvent", "boundaryEvent")
_NO_OUTGOING = ("endEvent",)
_PLAIN = ("parallelGateway", "eventBasedGateway")  # their flows take no condition


def connect(scope: Scope) -> None:
    """Order of the flows is the order they are drawn in the file."""
    outgoing = _outgoing(scope)
    for element_id, node in scope.nodes.items():
        flows = outgoing.get(element_id, [])
        if flows and _begun_by_event(node):
            scope.problems.add("flow.not_allowed", node, what_zh="这个元素后面", what_en="This element")
        elif element_id in scope.exit:
            _leave(scope, node, flows)
    reached = {flow.get("targetRef") for flow in scope.xml.findall(f"{BPMN}sequenceFlow")}
    _check_reached(scope, reached)


def _outgoing(scope: Scope) -> dict[str, list[Any]]:
    """Flows by source; those with a missing end or an end in another scope are findings."""
    found: dict[str, list[Any]] = defaultdict(list)
    refused = {node.get("id") for node in scope.xml} - scope.nodes.keys()  # told already, with its element
    for flow in scope.xml.findall(f"{BPMN}sequenceFlow"):
        source, target = flow.get("sourceRef"), flow.get("targetRef")
        ends = [end for end in (source, target) if end not in scope.nodes]
        if not ends:
            found[source].append(flow)
        elif refused.intersection(ends):
            continue
        elif _drawn_elsewhere(scope, ends):
            scope.problems.add("flow.crosses_scope", flow)
        else:
            scope.problems.add("flow.unresolved", flow, target=ends[0])
    return found


def _drawn_elsewhere(scope: Scope, ends: list[str | None]) -> bool:
    ids = {node.get("id") for node in scope.xml.getroottree().getroot().iter() if node.tag != f"{BPMN}sequenceFlow"}
    return all(end in ids for end in ends)


def _leave(scope: Scope, node: Any, flows: list[Any]) -> None:
    exit_node = scope.exit[node.get("id")]
    default = node.get("default")
    if default and default not in {flow.get("id") for flow in flows}:
        scope.problems.add("flow.default_unresolved", node, flow=default)
    if default and kind(node) in _PLAIN:
        scope.problems.add("flow.default_here", node)
    for flow in flows:
        if flow.get("id") == default and _condition(flow) is not None:
            scope.problems.add("flow.default_condition", flow)
    targets = [(flow, scope.entry[flow.get("targetRef")]) for flow in flows if flow.get("targetRef") in scope.entry]
    if kind(node) in _NO_OUTGOING and flows:
        scope.problems.add("flow.not_allowed", node, what_zh="结束事件后面", what_en="An end event")
    elif is_link_throw(node):
        if flows:
            scope.problems.add("flow.not_allowed", node, what_zh="链接抛出事件后面", what_en="A throwing link")
    elif not flows:
        _to_end(scope, exit_node)
    elif isinstance(exit_node, Conditional):
        _conditional(scope, node, exit_node, targets)
    elif kind(node) in _PLAIN:
        _plain(scope, exit_node, targets)
    else:
        _activity(scope, node, exit_node, targets)


def _to_end(scope: Scope, exit_node: Node) -> None:
    if isinstance(exit_node, Conditional):
        exit_node.add_flow(scope.end, None)
    else:
        exit_node.connect(scope.end)


def _condition(flow: Any) -> str | None:
    return text_of(flow, "conditionExpression")


def _conditional(scope: Scope, node: Any, gateway: Conditional, targets: list[tuple[Any, Node]]) -> None:
    for flow, target in targets:
        condition = _condition(flow)
        is_default = flow.get("id") == node.get("default")
        if condition is None and not is_default and len(targets) > 1:
            scope.problems.add("flow.no_condition", flow)
        gateway.add_flow(target, condition, default=is_default)


def _plain(scope: Scope, gateway: Node, targets: list[tuple[Any, Node]]) -> None:
    for flow, target in targets:
        if _condition(flow) is not None:
            scope.problems.add("flow.condition_here", flow)
        gateway.connect(target)


def _activity(scope: Scope, node: Any, exit_node: Node, targets: list[tuple[Any, Node]]) -> None:
    """One unconditional flow goes straight on; anything else is an implicit fork."""
    if len(targets) == 1 and _condition(targets[0][0]) is None:
        exit_node.connect(targets[0][1])
        return
    fork = Fork(scope.spec, f"{node.get('id')}#fork", title=node.get("name") or "")
    exit_node.connect(fork)
    for flow, target in targets:
        fork.add_flow(target, _condition(flow), default=flow.get("id") == node.get("default"))


def _check_reached(scope: Scope, reached: set[str | None]) -> None:
    used = scope.file.scopes
    for element_id, node in scope.nodes.items():
        free = _needs_no_flow(node)
        if (
            node.get("isForCompensation") == "true"
            and f"{scope.spec.process_id}{scope.file.suffix}/{element_id}#undo" not in used
        ):
            scope.problems.add("compensation.handler", node)
            continue
        if element_id in reached and free is True and kind(node) != "adHocSubProcess":
            what_zh, what_en = "这个元素前面", "This element"
            scope.problems.add("flow.not_allowed", node, what_zh=what_zh, what_en=what_en)
        elif element_id not in reached and not free and kind(scope.xml) != "adHocSubProcess":
            scope.problems.add("flow.no_incoming", node)


def _begun_by_event(node: Any) -> bool:
    """Event sub-processes and compensation handlers: nothing flows in or out."""
    return "true" in (node.get("triggeredByEvent"), node.get("isForCompensation"))


def _needs_no_flow(node: Any) -> bool:
    if kind(node) in _NO_INCOMING or _begun_by_event(node):
        return True
    return kind(node) == "intermediateCatchEvent" and node.find(f"{BPMN}linkEventDefinition") is not None
