"""One function per drawn element: reads its extensions and builds its element class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.dialect import event_factories, loops, sub_processes
from engine.dialect.model import LATEST
from engine.dialect.scope import Scope
from engine.dialect.xml import BPMN, kind
from engine.elements.activities import (
    Activity,
    DecisionTask,
    JobDefinition,
    PassTask,
    ScriptTask,
    ServiceTask,
    UserTask,
)
from engine.elements.call_activity import CallActivity
from engine.elements.events import Catch
from engine.elements.gateways import EventGateway, Exclusive, Inclusive, Parallel

Factory = Callable[[Scope, Any], None]


def activity(scope: Scope, node: Any, element: type[Activity], **options: Any) -> None:
    """An activity, in its loop when it has one. Compensation handlers are built by their boundary event."""
    if node.get("isForCompensation") == "true" and scope.xml is not node:
        return
    place(scope, node, element, **options)


def place(scope: Scope, node: Any, element: type[Any], **options: Any) -> None:
    loop = loops.read(scope, node)
    name = node.get("id") if loop is None else f"{node.get('id')}#item"
    built = element(scope.spec, name, **scope.options(node), **options)
    scope.add(node, built if loop is None else loops.wrap(scope, node, built, loop))


def user_task(scope: Scope, node: Any) -> None:
    extensions = scope.extensions(node)
    assignment = extensions.assignment()
    if extensions.binding("formDefinition")[0] != LATEST:
        scope.problems.add("form.binding", node)
    scope.call(scope.file.forms, assignment.form, node)
    scope.call(scope.file.decisions, assignment.properties.get("sla"), node)
    activity(scope, node, UserTask, mappings=extensions.mappings(), assignment=assignment)


def plain_task(scope: Scope, node: Any) -> None:
    activity(scope, node, PassTask, mappings=scope.extensions(node).mappings())


def service_task(scope: Scope, node: Any) -> None:
    extensions = scope.extensions(node)
    job = extensions.job()
    if job is None:
        scope.problems.add("task.no_topic", node)
        job = JobDefinition("")
    mappings = extensions.mappings()
    scope.call(scope.file.topics, job.topic, node, mappings.names())
    activity(scope, node, ServiceTask, mappings=mappings, job=job)


def rule_task(scope: Scope, node: Any) -> None:
    extensions = scope.extensions(node)
    if extensions.has("taskDefinition"):
        _either(scope, node, "calledDecision")
        service_task(scope, node)
        return
    decision = extensions.get("calledDecision", "decisionId")
    variable = extensions.get("calledDecision", "resultVariable")
    if decision is None or variable is None:
        scope.problems.add("task.no_decision", node)
    scope.call(scope.file.decisions, decision, node, binding=extensions.binding("calledDecision"))
    activity(
        scope, node, DecisionTask, mappings=extensions.mappings(), decision=decision or "", variable=variable or "_"
    )


def _either(scope: Scope, node: Any, other: str) -> None:
    """A handler does the work, or the engine by itself."""
    if scope.extensions(node).has(other):
        scope.problems.add("task.either", node, other=other)


def script_task(scope: Scope, node: Any) -> None:
    extensions = scope.extensions(node)
    if extensions.has("taskDefinition"):
        _either(scope, node, "script")
        service_task(scope, node)
        return
    expression = extensions.get("script", "expression")
    variable = extensions.get("script", "resultVariable")
    if expression is None or variable is None or node.find(f"{BPMN}script") is not None:
        scope.problems.add("task.no_script", node)
    activity(
        scope,
        node,
        ScriptTask,
        mappings=extensions.mappings(),
        expression=expression or "",
        variable=variable or "_",
    )


def receive_task(scope: Scope, node: Any) -> None:
    event = event_factories.waiting_event(scope, node)
    place(scope, node, Catch, mappings=scope.extensions(node).mappings(), event=event)


def call_activity(scope: Scope, node: Any) -> None:
    extensions = scope.extensions(node)
    process = extensions.get("calledElement", "processId") or node.get("calledElement")
    if not process:
        scope.problems.add("call.no_process", node)
    elif process.startswith("="):
        scope.problems.add("call.dynamic", node, process=process)
    scope.call(scope.file.processes, process, node, binding=extensions.binding("calledElement"))
    activity(
        scope,
        node,
        CallActivity,
        mappings=extensions.mappings(),
        process=process or "",
        propagate_parent=extensions.get("calledElement", "propagateAllParentVariables") != "false",
        propagate_child=extensions.get("calledElement", "propagateAllChildVariables") != "false",
    )


def gateway(element: type[Any]) -> Factory:
    def build_gateway(scope: Scope, node: Any) -> None:
        scope.extensions(node)
        options = scope.options(node)
        scope.add(node, element(scope.spec, node.get("id"), **options))

    return build_gateway


def event_gateway(scope: Scope, node: Any) -> None:
    gateway(EventGateway)(scope, node)
    leaving = [
        flow.get("targetRef")
        for flow in scope.xml.findall(f"{BPMN}sequenceFlow")
        if flow.get("sourceRef") == node.get("id")
    ]
    caught = ("intermediateCatchEvent", "receiveTask")
    if not leaving or any(kind(scope.nodes[x]) not in caught for x in leaving if x in scope.nodes):
        scope.problems.add("gateway.event_targets", node)


def sub_process(scope: Scope, node: Any) -> None:
    if node.get("triggeredByEvent") == "true":
        sub_processes.event_sub_process(scope, node, FACTORIES)
    elif node.get("isForCompensation") != "true" or scope.xml is node:
        options = sub_processes.embedded(scope, node, FACTORIES)
        place(scope, node, options.pop("element"), **options)


def transaction(scope: Scope, node: Any) -> None:
    if node.get("isForCompensation") == "true" and scope.xml is not node:
        return
    options = sub_processes.transaction(scope, node, FACTORIES)
    if event_factories.cancel_events(scope, node) and loops.read(scope, node) is not None:
        scope.problems.add("transaction.loop", node)
    place(scope, node, options.pop("element"), **options)


def ad_hoc(scope: Scope, node: Any) -> None:
    if node.get("isForCompensation") == "true" and scope.xml is not node:
        return
    options = sub_processes.ad_hoc(scope, node, FACTORIES)
    place(scope, node, options.pop("element"), **options)


def boundary(scope: Scope, node: Any) -> None:
    event_factories.boundary(scope, node, FACTORIES)


FACTORIES: dict[str, Factory] = {
    "startEvent": event_factories.start,
    "endEvent": event_factories.end,
    "intermediateCatchEvent": event_factories.catch,
    "intermediateThrowEvent": event_factories.throw,
    "boundaryEvent": boundary,
    "userTask": user_task,
    "manualTask": plain_task,
    "task": plain_task,
    "serviceTask": service_task,
    "sendTask": service_task,
    "businessRuleTask": rule_task,
    "scriptTask": script_task,
    "receiveTask": receive_task,
    "callActivity": call_activity,
    "subProcess": sub_process,
    "transaction": transaction,
    "adHocSubProcess": ad_hoc,
    "exclusiveGateway": gateway(Exclusive),
    "parallelGateway": gateway(Parallel),
    "inclusiveGateway": gateway(Inclusive),
    "eventBasedGateway": event_gateway,
}
