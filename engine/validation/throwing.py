"""Errors and escalations: what is thrown where, and who around it would catch it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import SUB_PROCESSES, Drawing, Level

_REFERENCES = {"error": ("errorRef", "errorCode"), "escalation": ("escalationRef", "escalationCode")}
_WORK = ("serviceTask", "sendTask")


@dataclass(frozen=True)
class CodedEvent:
    """An event with its code; None means any (a catch), or that it cannot be told (a throw)."""

    node: Any
    code: str | None


def code_of(drawing: Drawing, node: Any) -> str | None:
    """The code of an error or escalation event; None when it has none or is an expression."""
    reference, attribute = _REFERENCES[drawn.event_kind(node)]
    declared = drawing.declared(drawn.definition(node), reference)
    code = None if declared is None else (declared.get(attribute) or "").strip()
    return None if not code or code.startswith("=") else code


def catches(drawing: Drawing, what: str) -> Iterator[CodedEvent]:
    """Boundary events, and starts of event sub-processes."""
    for level in drawing.levels:
        inside_handler = level.node.get("triggeredByEvent") == "true"
        for node in level.nodes.values():
            caught = kind(node) == "boundaryEvent" or (inside_handler and kind(node) == "startEvent")
            if caught and drawn.event_kind(node) == what:
                yield CodedEvent(node, code_of(drawing, node))


def throws(drawing: Drawing, what: str) -> Iterator[CodedEvent]:
    for node in drawing.nodes("endEvent", "intermediateThrowEvent"):
        if drawn.event_kind(node) == what:
            yield CodedEvent(node, code_of(drawing, node))


def uncaught(drawing: Drawing, deployment: Deployment, what: str) -> Iterator[CodedEvent]:
    """Throws that no event around them takes."""
    return (it for it in throws(drawing, what) if not is_caught(drawing, deployment, it, what))


def never_thrown(drawing: Drawing, deployment: Deployment, what: str) -> Iterator[CodedEvent]:
    """Catches of what nothing they watch over lets out."""
    for caught in catches(drawing, what):
        watched = _watched(drawing, caught.node)
        if watched is not None and not can_throw(drawing, deployment, watched, caught.code, what):
            yield caught


def _watched(drawing: Drawing, node: Any) -> Any:
    """The activity a boundary event is attached to (None: there is none), or the scope around an event sub-process."""
    if kind(node) == "boundaryEvent":
        return drawing.by_id.get(node.get("attachedToRef") or "")
    return node.getparent().getparent()


def is_caught(drawing: Drawing, deployment: Deployment, thrown: CodedEvent, what: str) -> bool:
    """Whether an event around the throw, in its process or in one that calls it, takes it."""
    todo, seen = [(drawing, thrown.node)], set[str]()
    while todo:
        where, node = todo.pop()
        while kind(node) != "process":
            scope = node.getparent()
            if any(_takes(where, it, thrown, what) for it in _around(node, where.level_of[scope])):
                return True
            node = scope
        if node.get("id") not in seen:
            seen.add(node.get("id"))
            todo += callers(deployment, node.get("id"))
    return False


def _around(node: Any, level: Level) -> Iterator[Any]:
    """What could catch something out of `node`, which stands on `level`."""
    yield from level.boundaries[node.get("id")]
    for handler in level.handlers:
        if handler is not node:
            yield from handler.findall(f"{BPMN}startEvent")


def _takes(drawing: Drawing, catch: Any, thrown: CodedEvent, what: str) -> bool:
    return drawn.event_kind(catch) == what and (thrown.code is None or code_of(drawing, catch) in (None, thrown.code))


def callers(deployment: Deployment, process: str) -> list[tuple[Drawing, Any]]:
    """Call activities by the process that they call."""
    if "callers" not in deployment.memo:
        calls: dict[str, list[tuple[Drawing, Any]]] = defaultdict(list)
        for caller in dict.fromkeys(deployment.processes.values()):
            for call in (call for process in caller.processes for call in process.iter(f"{BPMN}callActivity")):
                calls[called_process(call)].append((caller, call))
        deployment.memo["callers"] = dict(calls)
    found: dict[str, list[tuple[Drawing, Any]]] = deployment.memo["callers"]
    return found.get(process, [])


def called_process(call: Any) -> str:
    holder = drawn.extension(call, "calledElement")
    process = None if holder is None else holder.get("processId")
    return (process or call.get("calledElement") or "").strip()


def can_throw(drawing: Drawing, deployment: Deployment, host: Any, code: str | None, what: str) -> bool:
    """Whether the activity or scope could let this code out; True when that cannot be told (a handler may throw any
    error, a process may not be there)."""
    key = ("can_throw", host, code, what)
    if key not in deployment.memo:
        deployment.memo[key] = _can_throw(drawing, deployment, host, code, what)
    found: bool = deployment.memo[key]
    return found


def _can_throw(drawing: Drawing, deployment: Deployment, host: Any, code: str | None, what: str) -> bool:
    todo, seen = [(drawing, host)], set[str]()
    while todo:
        where, node = todo.pop()
        tag = kind(node)
        if what == "error" and (tag in _WORK or drawn.extension(node, "taskDefinition") is not None):
            return True
        if tag in ("endEvent", "intermediateThrowEvent") and drawn.event_kind(node) == what:
            if code is None or code_of(where, node) in (None, code):
                return True
        elif tag == "callActivity":
            name = called_process(node)
            called = deployment.processes.get(name)
            if called is None:
                return True
            if name not in seen:
                seen.add(name)
                todo.append((called, called.by_id[name]))
        elif tag in SUB_PROCESSES or tag == "process":
            todo += ((where, child) for child in node if isinstance(child.tag, str))
    return False
