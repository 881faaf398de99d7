"""What one element brings: its locals, and what it has written once it is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine import outcomes
from engine.dialect.xml import BPMN, ZEEBE, kind
from engine.known_variables import expressions, schemas, thrown
from engine.known_variables.state import Known, State
from engine.validation import dataflow
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment

_TYPES: dict[str, dict[str, Any]] = {
    **{name: {"type": name} for name in ("string", "number", "boolean", "integer", "array", "object")},
    "list": {"type": "array"},
    "context": {"type": "object"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "date and time": {"type": "string", "format": "date-time"},
}
_PAYLOAD = frozenset({"message", "signal"})
_LOOP = (
    ("loopCounter", "第几个，从 1 起", "Which one, from 1"),
    ("numberOfInstances", "一共几个", "How many in all"),
    ("numberOfActiveInstances", "正在进行的个数", "How many are active"),
    ("numberOfCompletedInstances", "已完成的个数", "How many are completed"),
    ("numberOfTerminatedInstances", "已终止的个数", "How many were terminated"),
)


def declared(node: Any, deployment: Deployment) -> list[Known]:
    """Start variables of a process or start event: the property `variables` ("order_id: string, gross: number, note"),
    and the fields of the start form."""
    source = node.get("id") or ""
    found = [_declared(part, source) for part in drawn.properties(node).get("variables", "").split(",") if part.strip()]
    form = drawn.extension(node, "formDefinition")
    return found + ([] if form is None else schemas.of_form(deployment.forms.get(form.get("formId") or ""), source))


def _declared(part: str, source: str) -> Known:
    name, _, typed = (text.strip() for text in part.partition(":"))
    return Known(name, _TYPES.get(typed, {}), (source,), "流程启动时给出", "Given when the process starts")


def inputs(node: Any, state: State) -> list[Known]:
    """Mapped inputs, each of which sees the ones before it."""
    found: list[Known] = []
    for row in dataflow.rows(node, "input"):
        seen = state.plus(found)
        found.append(_mapped(node, row, seen, local=True))
    return [it for it in found if it.name]


def items(node: Any, state: State) -> list[Known]:
    """What a loop gives each of its instances."""
    loop = _loop(node)
    if loop is None:
        return []
    source = (node.get("id") or "",)
    found = [Known(name, {"type": "integer"}, source, zh, en, local=True) for name, zh, en in _LOOP]
    drawn_loop = loop.find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    name = None if drawn_loop is None else drawn_loop.get("inputElement")
    if name:
        whole = expressions.of_expression((drawn_loop.get("inputCollection") or "").removeprefix("="), state.known)
        schema = whole.get("items", {})
        found.append(
            Known(name, schema if isinstance(schema, dict) else {}, source, "循环中的一项", "One item", local=True)
        )
    return found


def collection(node: Any, done: State) -> list[Known]:
    """The list of results that a multi-instance leaves; `done` is what each instance knows at its end."""
    loop = _loop(node)
    drawn_loop = None if loop is None else loop.find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    if drawn_loop is None or not drawn_loop.get("outputCollection"):
        return []
    name = drawn_loop.get("outputCollection")
    item = expressions.of_expression((drawn_loop.get("outputElement") or "").removeprefix("="), done.known)
    schema = {"type": "array", "items": item} if item else {"type": "array"}
    return [Known(name, schema, (node.get("id") or "",), "各项的结果", "Result of each item")]


def outputs(node: Any, state: State, result: State) -> list[Known] | None:
    """Mapped outputs; None when none are mapped and the result itself is written."""
    rows = dataflow.rows(node, "output")
    if not rows:
        return None
    seen = state.plus(result.known.values())
    return [it for it in (_mapped(node, row, seen, local=False) for row in rows) if it.name]


def result(node: Any, inside: State, deployment: Deployment) -> State:
    """What completing the element gives by itself; calls and sub-processes are walked elsewhere."""
    tag, source = kind(node), node.get("id") or ""
    job = drawn.extension(node, "taskDefinition")
    if job is not None:
        return _of_handler(job, deployment, source)
    if tag == "userTask":
        form = drawn.extension(node, "formDefinition")
        fields = [] if form is None else schemas.of_form(deployment.forms.get(form.get("formId") or ""), source)
        return State().plus([*_person(node, source), *fields])
    if tag == "receiveTask" or (tag in drawn.EVENTS and _receives(node, tag)):
        return State(open=True)
    return State().plus(thrown.payload(node)).plus(_computed(node, inside, deployment, source))


def _receives(node: Any, tag: str) -> bool:
    return tag in ("startEvent", "intermediateCatchEvent", "boundaryEvent") and drawn.event_kind(node) in _PAYLOAD


def heard(node: Any, deployment: Deployment, *events: str) -> State:
    """What the listeners of these events give, in the order of the file."""
    found = State()
    for tag in ("executionListener", "taskListener"):
        for row in node.findall(f"{BPMN}extensionElements/{ZEEBE}{tag}s/{ZEEBE}{tag}"):
            if row.get("eventType") in events:
                made = _of_handler(row, deployment, node.get("id") or "")
                found = found.plus(made.known.values(), open=made.open)
    return found


def _of_handler(job: Any, deployment: Deployment, source: str) -> State:
    topic = (job.get("type") or "").strip()
    handler = deployment.handlers.get(topic)
    if handler is None:
        return State(open=True)
    free = handler.output.model_config.get("extra") == "allow"
    return State(open=free).plus(schemas.of_model(handler.output, source))


def _person(node: Any, source: str) -> Iterable[Known]:
    chosen = outcomes.of(drawn.properties(node))
    yield Known("outcome", {"type": "string", "enum": chosen}, (source,), "办理结果", "What was chosen")
    yield Known("comment", {"type": ["string", "null"]}, (source,), "意见", "What the person wrote")
    yield Known("actor", {"type": "string"}, (source,), "办理人", "Login of the person")


def _computed(node: Any, inside: State, deployment: Deployment, source: str) -> Iterable[Known]:
    script, decision = drawn.extension(node, "script"), drawn.extension(node, "calledDecision")
    if script is not None and script.get("resultVariable"):
        made = expressions.of_expression((script.get("expression") or "").removeprefix("="), inside.known)
        yield Known(script.get("resultVariable"), made, (source,), "脚本的结果", "Result of the script")
    if decision is not None and decision.get("resultVariable"):
        schema = schemas.of_decision(decision.get("decisionId") or "", deployment)
        yield Known(decision.get("resultVariable"), schema, (source,), "决策的结果", "Result of the decision")


def _mapped(node: Any, row: Any, seen: State, *, local: bool) -> Known:
    """A mapped row; a dotted target is an object with that member."""
    text, target = row.get("source") or "", row.get("target") or ""
    plain = expressions.of_expression(text[1:], seen.known) if text.startswith("=") else {"type": "string"}
    name, *path = target.split(".")
    for member in reversed(path):
        plain = {"type": "object", "properties": {member: plain}}
    origin = seen.known.get(text[1:].strip()) if text.startswith("=") else None
    zh, en = (origin.zh, origin.en) if origin else (text, text)
    return Known(name, plain, (node.get("id") or "",), zh, en, local=local)


def _loop(node: Any) -> Any:
    return next(
        (child for child in node if isinstance(child.tag, str) and kind(child).endswith("LoopCharacteristics")), None
    )
