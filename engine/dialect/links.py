"""Link events: a throwing link goes on at the catching link of the same name on the same level."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, kind


def is_link_throw(node: Any) -> bool:
    return kind(node) == "intermediateThrowEvent" and node.find(f"{BPMN}linkEventDefinition") is not None


def connect(scope: Scope) -> None:
    targets: dict[str, list[str]] = defaultdict(list)
    for element_id, node in scope.nodes.items():
        definition = node.find(f"{BPMN}linkEventDefinition")
        if definition is not None and kind(node) == "intermediateCatchEvent":
            targets[definition.get("name") or ""].append(element_id)
    for element_id, node in scope.nodes.items():
        if not is_link_throw(node):
            continue
        name = node.find(f"{BPMN}linkEventDefinition").get("name") or ""
        if len(targets[name]) != 1:
            scope.problems.add("link.target", node, name=name, count=len(targets[name]))
        elif element_id in scope.exit:
            scope.exit[element_id].connect(scope.entry[targets[name][0]])
