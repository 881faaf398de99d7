"""Boundary events: a split before the activity holds their tokens beside the activity's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, kind, local
from engine.elements.node import BoundarySplit

_ONCE = ("errorEventDefinition", "escalationEventDefinition", "compensateEventDefinition", "cancelEventDefinition")


def attach(scope: Scope) -> None:
    """Runs once all nodes of the scope are built."""
    attached: dict[str, list[str]] = defaultdict(list)
    for element_id, node in scope.nodes.items():
        if kind(node) == "boundaryEvent" and element_id in scope.entry:
            attached[node.get("attachedToRef") or ""].append(element_id)
    _check_twice(scope)
    for host, events in attached.items():
        activity = scope.entry.get(host)
        if activity is None:  # a compensation handler, or an element that was refused
            scope.problems.add("boundary.unattached", scope.nodes[events[0]])
            continue
        split = BoundarySplit(scope.spec, f"{host}#boundary")
        for element_id in events:
            split.connect(scope.entry[element_id])
        split.connect(activity)
        activity.guarded = True
        scope.entry[host] = split


def _check_twice(scope: Scope) -> None:
    """Of two that catch the same, one would never fire."""
    seen: set[tuple[str, str, str]] = set()
    for host, node in _catching(scope):
        definition = next((child for child in node if local(child) in _ONCE), None)
        if definition is None:
            continue
        key = (host, local(definition), _code(scope, definition))
        if key in seen:
            scope.problems.add("boundary.twice", node)
        seen.add(key)


def _catching(scope: Scope) -> Iterator[tuple[str, Any]]:
    """Boundary events with their activity, and starts of event sub-processes with none."""
    for child in scope.xml:
        if kind(child) == "boundaryEvent":
            yield child.get("attachedToRef") or "", child
        elif child.get("triggeredByEvent") == "true":
            yield from (("", start) for start in child.findall(f"{BPMN}startEvent"))


def _code(scope: Scope, definition: Any) -> str:
    reference = definition.get("errorRef") or definition.get("escalationRef") or ""
    declared = scope.file.events.declared.get(reference)
    return "" if declared is None else declared.get("errorCode") or declared.get("escalationCode") or ""
