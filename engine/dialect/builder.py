"""From a drawn scope (process, sub-process, compensation handler) to its ProcessSpec.

Nodes first, then flows, node by node without recursion, so chains may be as long as wanted; only nested scopes
recurse, to a bounded depth. Everything that cannot run becomes a finding; the specs are used only without any.
"""

from __future__ import annotations

from typing import Any

from engine.dialect import boundaries, flows, links, listeners, refusals
from engine.dialect.model import Element
from engine.dialect.scope import Scope, unknown
from engine.dialect.xml import kind, local

DEPTH_LIMIT = 30

# Drawn for people; they change nothing at run time.
DOCUMENTATION = {
    "documentation", "extensionElements", "laneSet", "association", "textAnnotation", "group", "category",
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation",
    "property", "ioSpecification", "incoming", "outgoing", "sequenceFlow", "completionCondition",
}  # fmt: skip
LOOPS = {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}


def build(scope: Scope, factories: dict[str, Any]) -> None:
    """Fills the scope's spec. `factories` maps a BPMN tag to the function that builds its element."""
    if scope.depth > DEPTH_LIMIT:
        scope.problems.add("nesting.too_deep", scope.xml, limit=DEPTH_LIMIT)
        return
    _collect(scope, factories)
    for element_id, node in list(scope.nodes.items()):
        factory = factories[kind(node)]
        _note(scope, element_id, node)
        refusals.check(node, scope.problems)
        factory(scope, node)
        listeners.attach(scope, node)
    boundaries.attach(scope)
    links.connect(scope)
    flows.connect(scope)


def _collect(scope: Scope, factories: dict[str, Any]) -> None:
    for node in scope.xml:
        tag = kind(node)
        if tag in DOCUMENTATION or tag in LOOPS:
            continue
        if tag in factories and node.get("id"):
            scope.nodes[node.get("id")] = node
        elif tag in factories:
            scope.problems.add("id.missing", node, type=tag)
        else:
            unknown(scope, node)


def _note(scope: Scope, element_id: str, node: Any) -> None:
    parent = scope.xml.get("id") or ""
    title = " ".join((node.get("name") or "").split())
    lane, process = scope.lane_of(element_id), scope.spec.process_id
    line = node.sourceline or 0
    scope.file.elements.append(Element(element_id, title, local(node), line, lane, process, parent))
