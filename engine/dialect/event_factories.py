"""Builds start, catch, boundary, throw and end events, and compensation handlers."""

from __future__ import annotations

from typing import Any

from engine.dialect import listeners
from engine.dialect.event_definitions import NONE
from engine.dialect.model import LATEST
from engine.dialect.model import StartEvent as StartRecord
from engine.dialect.scope import Scope, inner_scope
from engine.dialect.xml import BPMN, kind
from engine.elements.activities import JobDefinition, ServiceTask
from engine.elements.compensation import CancelEnd, CompensationDone, CompensationInvoke, CompensationThrow
from engine.elements.events import Boundary, Catch, End, Event, StartEvent, Throw
from engine.elements.node import Pass

WAITABLE = ("message", "signal", "timer", "conditional")
STARTS = ("none", "message", "signal", "timer")
ATTACHABLE = (*WAITABLE, "error", "escalation")
HOSTS = ("Task", "task", "rocess", "callActivity", "transaction")  # endings of the tags of activities


def start(scope: Scope, node: Any) -> None:
    """In an event sub-process the listener outside is the drawn event; inside only the way goes on."""
    spec, element_id = scope.spec, node.get("id")
    extensions = scope.extensions(node)
    if spec.event_driven:
        built: Any = Pass(spec, element_id)
        event = NONE
    else:
        event = scope.file.events.read(node)
        if event.kind not in STARTS:
            scope.problems.add("event.kind", node, kind=event.kind)
        built = StartEvent(spec, element_id, mappings=extensions.mappings(), **scope.options(node))
        if extensions.binding("formDefinition")[0] != LATEST:
            scope.problems.add("form.binding", node)
        scope.call(scope.file.forms, extensions.get("formDefinition", "formId"), node)
    spec.starts[element_id] = event
    spec.start.connect(built)
    scope.add(node, built)
    if kind(scope.xml) == "process":
        record = StartRecord(spec.process_id, element_id, event.kind, event.name or "", event.form, event.expression)
        scope.file.starts.append(record)


def waiting_event(scope: Scope, node: Any) -> Event:
    """The event of a catch, checked for what it needs to be found again."""
    event: Event = scope.file.events.read(node)
    if event.kind not in WAITABLE:
        scope.problems.add("event.kind", node, kind=event.kind)
    elif event.kind == "message" and event.name and not event.key:
        scope.problems.add("event.no_key", node)
    return event


def catch(scope: Scope, node: Any) -> None:
    mappings = scope.extensions(node).mappings()
    if node.find(f"{BPMN}linkEventDefinition") is not None:
        scope.add(node, Throw(scope.spec, node.get("id"), event=NONE, mappings=mappings, **scope.options(node)))
        return
    event = waiting_event(scope, node)
    scope.add(node, Catch(scope.spec, node.get("id"), event=event, mappings=mappings, **scope.options(node)))


def boundary(scope: Scope, node: Any, factories: dict[str, Any]) -> None:
    host = scope.nodes.get(node.get("attachedToRef"))
    if host is None or not kind(host).endswith(HOSTS) or host.get("triggeredByEvent") == "true":
        scope.problems.add("boundary.unattached", node)
        return
    if node.find(f"{BPMN}compensateEventDefinition") is not None:
        _compensation_handler(scope, node, factories)
        return
    interrupting = node.get("cancelActivity", "true") != "false"
    event = scope.file.events.read(node)
    if event.kind not in ATTACHABLE and not (event.kind == "cancel" and kind(host) == "transaction"):
        scope.problems.add("event.kind", node, kind=event.kind)
    if event.kind == "message" and event.name and not event.key:
        scope.problems.add("event.no_key", node)
    if event.kind in ("error", "cancel") and not interrupting:
        scope.problems.add("event.error_must_interrupt", node)
    mappings = scope.extensions(node).mappings()
    options = scope.options(node)
    scope.add(
        node, Boundary(scope.spec, node.get("id"), event=event, interrupting=interrupting, mappings=mappings, **options)
    )


def _compensation_handler(scope: Scope, node: Any, factories: dict[str, Any]) -> None:
    """The handler becomes a one-step scope of its own that throw events start."""
    associations = scope.associations.get(node.get("id"), [])
    handler = scope.nodes.get(associations[0].get("targetRef")) if len(associations) == 1 else None
    drawn = handler is not None and kind(handler).endswith(HOSTS) and handler.get("isForCompensation") == "true"
    if handler is None or not drawn:
        scope.problems.add("compensation.association", node)
        return
    if node.get("id") in scope.left:
        scope.problems.add(
            "flow.not_allowed", node, what_zh="补偿边界事件后面", what_en="A compensation boundary event"
        )
    inside = inner_scope(scope, handler, suffix="#undo")
    factories[kind(handler)](inside, handler)
    listeners.attach(inside, handler)
    entry = inside.entry[handler.get("id")]
    inside.spec.starts[entry.name] = NONE
    inside.spec.start.connect(entry)
    inside.exit[handler.get("id")].connect(inside.spec.end)
    scope.spec.compensation[node.get("attachedToRef")] = inside.spec.name


def throw(scope: Scope, node: Any) -> None:
    _throw(scope, node, Throw, ("none", "message", "signal", "escalation", "compensate", "link"))


def end(scope: Scope, node: Any) -> None:
    _throw(scope, node, End, ("none", "message", "signal", "error", "escalation", "compensate", "terminate", "cancel"))


def cancel_events(scope: Scope, node: Any) -> list[Any]:
    """The cancel boundary events of a transaction."""
    drawn = [x for x in scope.xml.findall(f"{BPMN}boundaryEvent") if x.get("attachedToRef") == node.get("id")]
    return [x for x in drawn if x.find(f"{BPMN}cancelEventDefinition") is not None]


def _check_cancel(scope: Scope, node: Any) -> None:
    """A cancel end event needs a transaction around it, with a cancel boundary event to go on from."""
    level: Scope | None = scope
    while level is not None and kind(level.xml) != "transaction" and level.xml.get("isForCompensation") != "true":
        level = level.parent
    if level is None or level.parent is None or kind(level.xml) != "transaction":
        scope.problems.add("transaction.none_around", node)
    elif not cancel_events(level.parent, level.xml):
        scope.problems.add("transaction.no_way_on", node)


def _throw(scope: Scope, node: Any, element: type[Throw], kinds: tuple[str, ...]) -> None:
    extensions = scope.extensions(node)
    mappings, options = extensions.mappings(), scope.options(node)
    job: JobDefinition | None = extensions.job()
    event = scope.file.events.read(node, throws=True)
    if event.kind not in kinds:
        scope.problems.add("event.kind", node, kind=event.kind)
    if event.kind in ("error", "cancel") and mappings.outputs:
        scope.problems.add("mapping.never_leaves", node)
    if job is not None and event.kind not in ("none", "message"):
        scope.problems.add("extension.unknown", node, extension="zeebe:taskDefinition")
    if job is not None:
        scope.call(scope.file.topics, job.topic, node, mappings.names())
        scope.add(node, ServiceTask(scope.spec, node.get("id"), job=job, mappings=mappings, **options))
    elif event.kind == "cancel" and element is End:
        _check_cancel(scope, node)
        scope.add(node, CancelEnd(scope.spec, node.get("id"), event=event, mappings=mappings, **options))
    elif event.kind == "compensate":
        scope.add(node, _compensation_throw(scope, node, event, {"mappings": mappings, **options}))
    else:
        scope.add(node, element(scope.spec, node.get("id"), event=event, mappings=mappings, **options))


def _compensation_throw(scope: Scope, node: Any, event: Event, options: dict[str, Any]) -> CompensationThrow:
    if event.target and not _has_handler(scope, event.target):
        scope.problems.add("compensation.target", node, target=event.target)
    name = node.get("id")
    thrown = CompensationThrow(scope.spec, name, event=event, **options)
    undo = CompensationInvoke(scope.spec, f"{name}#undo", inside="")
    undo._inputs.append(name)
    undo.connect(CompensationDone(scope.spec, f"{name}#undone"))
    return thrown


def _has_handler(scope: Scope, target: str) -> bool:
    """The activity is drawn on the level that the throw compensates: its own, or around event sub-processes."""
    level: Scope = scope
    while level.spec.event_driven and level.parent is not None:
        level = level.parent
    return target in level.nodes
