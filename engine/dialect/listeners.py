"""zeebe:executionListeners and zeebe:taskListeners: handlers called along the way of an element."""

from __future__ import annotations

from typing import Any

from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, ZEEBE, kind, local
from engine.elements.activities import JobDefinition
from engine.elements.listeners import ListenerJob
from engine.elements.multi_instance import MultiInstance
from engine.elements.node import Node

EXECUTION = ("start", "end")
TASK = ("creating", "assigning", "completing")
_NEVER_ENDS = ("errorEventDefinition", "terminateEventDefinition", "cancelEventDefinition")


def attach(scope: Scope, node: Any) -> None:
    """To a built element. In a loop every round calls them."""
    built = scope.entry.get(node.get("id"))
    if isinstance(built, MultiInstance):
        built = scope.spec.task_specs[built.inner]
    for row in _rows(node, "executionListener"):
        _add(scope, node, row, built, _refused(node))
    for row in _rows(node, "taskListener"):
        _add(scope, node, row, built, EXECUTION)


def attach_to_process(scope: Scope) -> None:
    """Called after the process has begun, and before it has ended."""
    spec, node = scope.spec, scope.xml
    for row in _rows(node, "executionListener"):
        ends = {"start": spec.start, "end": spec.end}
        root = ends.get(row.get("eventType"))
        if root is not None:
            root.drawn_id, root.title = node.get("id"), node.get("name") or node.get("id")
        _add(scope, node, row, root, TASK, heard_as="end")


def _rows(node: Any, tag: str) -> list[Any]:
    return [row for row in node.findall(f"{BPMN}extensionElements/{ZEEBE}{tag}s/*") if local(row) == tag]


def _refused(node: Any) -> tuple[str, ...]:
    """Events that never come on an element of this kind, besides those of tasks."""
    tag = kind(node)
    if tag in ("startEvent", "boundaryEvent"):
        return (*TASK, "start")
    never = tag.endswith("Gateway") or any(node.find(BPMN + name) is not None for name in _NEVER_ENDS)
    return (*TASK, "end") if never else TASK


def _add(
    scope: Scope, node: Any, row: Any, built: Node | None, refused: tuple[str, ...], heard_as: str | None = None
) -> None:
    event, topic = row.get("eventType") or "", (row.get("type") or "").strip()
    if event not in (*EXECUTION, *TASK) or event in refused:
        scope.problems.add("listener.event", node, event=event)
        return
    if not topic:
        scope.problems.add("listener.no_topic", node, event=event)
        return
    retries = row.get("retries") or "3"
    if not retries.startswith("=") and not retries.isdigit():
        scope.problems.add("value.not_number", node, text=retries)
    if built is None:
        return
    scope.call(scope.file.topics, topic, node)
    event = heard_as or event
    index = len(built.listeners.get(event, ()))
    name = f"{node.get('id')}#{row.get('eventType')}{index}"
    job = JobDefinition(topic, retries, {"event": row.get("eventType"), **_headers(row)})
    ListenerJob(scope.spec, name, job=job, event=event, index=index, title=built.title, lane=built.lane)
    built.listeners[event] = (*built.listeners.get(event, ()), name)


def _headers(row: Any) -> dict[str, str]:
    found = row.findall(f"{ZEEBE}taskHeaders/{ZEEBE}header")
    return {header.get("key") or "": header.get("value") or "" for header in found}
