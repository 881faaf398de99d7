"""Builds scopes inside scopes: embedded, event and ad-hoc sub-processes, and transactions."""

from __future__ import annotations

from typing import Any

from engine.dialect.builder import LOOPS, build
from engine.dialect.event_definitions import NONE
from engine.dialect.event_factories import ATTACHABLE
from engine.dialect.scope import Scope, inner_scope
from engine.dialect.xml import BPMN, kind, text_of
from engine.elements.activities import SubProcess
from engine.elements.ad_hoc import Hub, Tick
from engine.elements.compensation import ROLLBACK, CompensationDone, CompensationInvoke, Rollback, Transaction
from engine.elements.event_sub_process import Listener


def embedded(scope: Scope, node: Any, factories: dict[str, Any]) -> dict[str, Any]:
    """Options of the sub-process element; its inside is built on the way."""
    mappings = scope.extensions(node).mappings()
    starts = node.findall(f"{BPMN}startEvent")
    typed = [x for x in starts if scope.file.events.read(x).kind != "none"]
    if len(starts) != 1 or typed:
        scope.problems.add("start.sub_process", node, count=len(starts))
    inside = inner_scope(scope, node)
    build(inside, factories)
    return {"element": SubProcess, "inside": inside.spec.name, "mappings": mappings}


def transaction(scope: Scope, node: Any, factories: dict[str, Any]) -> dict[str, Any]:
    """As an embedded sub-process, with what undoes it when it is cancelled."""
    if not node.get("method", "##Compensate").endswith("ompensate"):
        scope.problems.add("transaction.method", node, method=node.get("method"))
    options = embedded(scope, node, factories)
    spec = scope.file.scopes[options["inside"]]
    rollback = Rollback(spec, ROLLBACK)
    rollback.drawn_id = node.get("id")
    undo = CompensationInvoke(spec, f"{ROLLBACK}#undo", inside="")
    undo._inputs.append(rollback.name)
    undo.connect(CompensationDone(spec, f"{ROLLBACK}#undone"))
    return {**options, "element": Transaction}


def event_sub_process(scope: Scope, node: Any, factories: dict[str, Any]) -> None:
    """The handler, and one listener that is armed with the scope around it."""
    mappings = scope.extensions(node).mappings()
    starts = node.findall(f"{BPMN}startEvent")
    if any(node.find(BPMN + loop) is not None for loop in LOOPS):
        scope.problems.add("loop.event_sub_process", node)
    inside = inner_scope(scope, node, event_driven=True)
    build(inside, factories)
    handler = SubProcess(scope.spec, node.get("id"), inside=inside.spec.name, mappings=mappings, **scope.options(node))
    scope.add(node, handler)
    if len(starts) != 1 or not starts[0].get("id"):
        scope.problems.add("start.event_sub_process", node)
        return
    start = starts[0]
    event = scope.file.events.read(start)
    interrupting = start.get("isInterrupting", "true") != "false"
    if event.kind not in ATTACHABLE:
        scope.problems.add("start.event_sub_process", start)
    if event.kind == "error" and not interrupting:
        scope.problems.add("event.error_must_interrupt", start)
    if event.kind == "message" and event.name and not event.key:
        scope.problems.add("event.no_key", start)
    listener = Listener(
        scope.spec,
        start.get("id"),
        event=event,
        interrupting=interrupting,
        handler=handler.name,
        mappings=scope.extensions(start).mappings(),
        **{**inside.options(start)},
    )
    scope.spec.start.connect(listener)
    handler._inputs.append(listener.name)


def ad_hoc(scope: Scope, node: Any, factories: dict[str, Any]) -> dict[str, Any]:
    extensions = scope.extensions(node)
    collection, output = extensions.get("adHoc", "outputCollection"), extensions.get("adHoc", "outputElement")
    if (collection is None) != (output is None):
        scope.problems.add("loop.output_pair", node)
    inside = inner_scope(scope, node)
    spec = inside.spec
    hub = Hub(
        spec,
        f"{node.get('id')}#hub",
        title=node.get("name") or "",
        lane=inside.lane,
        condition=text_of(node, "completionCondition"),
        cancel_rest=node.get("cancelRemainingInstances", "true") != "false",
        initial=extensions.get("adHoc", "activeElementsCollection"),
        collection=collection,
        output=output,
    )
    spec.start.connect(hub)
    spec.starts[hub.name] = NONE
    hub.connect(spec.end)
    inside.end = Tick(spec, f"{node.get('id')}#tick")
    build(inside, factories)
    _register(inside, hub)
    return {"element": SubProcess, "inside": spec.name, "mappings": extensions.mappings()}


def _register(inside: Scope, hub: Hub) -> None:
    """Elements that no flow leads to are the ones a person may start."""
    reached = {flow.get("targetRef") for flow in inside.xml.findall(f"{BPMN}sequenceFlow")}
    for element_id, node in inside.nodes.items():
        if kind(node) in ("startEvent", "endEvent"):
            inside.problems.add("ad_hoc.start", node)
        elif element_id not in reached and kind(node) != "boundaryEvent" and element_id in inside.entry:
            entry = inside.entry[element_id]
            entry._inputs.append(hub.name)
            hub.elements[element_id] = entry.name
