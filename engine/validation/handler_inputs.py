"""Service tasks with the handler that they name and what they map into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine import topics
from engine.dialect.xml import BPMN, ZEEBE
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing


@dataclass(frozen=True)
class Task:
    """`rows` are its zeebe:input elements; none means that it hands over every variable."""

    node: Any
    handler: topics.Handler[Any, Any]
    rows: list[Any]

    def mapped(self) -> set[str]:
        return {(row.get("target") or "").split(".")[0] for row in self.rows}


def of_drawing(drawing: Drawing, deployment: Deployment) -> Iterator[Task]:
    for node in drawing.nodes(*drawn.FLOW_NODES):
        job = drawn.extension(node, "taskDefinition")
        handler = None if job is None else deployment.handlers.get((job.get("type") or "").strip())
        if handler is not None:
            yield Task(node, handler, node.findall(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}input"))
