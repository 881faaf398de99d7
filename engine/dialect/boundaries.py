"""Boundary events: a split before the activity holds their tokens beside the activity's own."""

from __future__ import annotations

from collections import defaultdict

from engine.dialect.scope import Scope
from engine.dialect.xml import kind
from engine.elements.node import BoundarySplit


def attach(scope: Scope) -> None:
    """Runs once all nodes of the scope are built."""
    attached: dict[str, list[str]] = defaultdict(list)
    for element_id, node in scope.nodes.items():
        if kind(node) == "boundaryEvent" and element_id in scope.entry:
            attached[node.get("attachedToRef") or ""].append(element_id)
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
