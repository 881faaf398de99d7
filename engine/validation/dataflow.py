"""What a process reads and writes: which names some step writes, which are seen only inside a step, which are read.

The order of steps is left aside: a name that is written anywhere in the process counts as known everywhere in it.
`anything`: the payload of a message or signal, or an unknown handler, may write any name, so nothing can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.dialect.xml import BPMN, ZEEBE, kind
from engine.validation import drawing as drawn
from engine.validation import throwing, written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.written import Written

PERSON = frozenset({"outcome", "comment", "actor"})  # what completing a user task gives besides its form
LOOP = frozenset(
    {
        *("loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"),
        "numberOfTerminatedInstances",
    }
)
MOST_CALLED = 200  # processes behind one process; each is looked at for every one before it
_PAYLOAD = frozenset({"message", "signal"})
_RESULT = {"script": "resultVariable", "calledDecision": "resultVariable"}


@dataclass(frozen=True)
class Read:
    """An expression that reads a name for certain."""

    name: str
    where: Written
    element: Any


@dataclass
class Facts:
    """`start` are the variables that the process declares to be started with; None: it does not say."""

    written: set[str] = field(default_factory=set)
    anything: bool = False
    start: set[str] | None = None
    reads: list[Read] = field(default_factory=list)

    def write(self, names: set[str] | None) -> None:
        """None: any name may be among them."""
        self.written |= names or set()
        self.anything = self.anything or names is None

    def unknown(self) -> Iterator[Read]:
        """Reads of names that no step writes, in the order of the file; nothing when that cannot be told."""
        if not self.anything:
            known = self.written | (self.start or set())
            yield from (read for read in self.reads if read.name not in known)


def of_process(drawing: Drawing, process: Any, deployment: Deployment) -> Facts:
    key = ("facts", drawing, process)
    if key not in deployment.memo:
        facts = Facts(start=_declared(process, deployment))
        facts.write(_with_called(drawing, process, deployment))
        for it in written.of_process(drawing, process):
            facts.reads += _reads(it, deployment)
        deployment.memo[key] = facts
    found: Facts = deployment.memo[key]
    return found


def _with_called(drawing: Drawing, process: Any, deployment: Deployment) -> set[str] | None:
    """What the process writes, and whatever it calls, directly or not, and takes the variables of; None: anything, or
    more processes than are looked at."""
    names: set[str] = set()
    todo, seen = [(drawing, process)], {process.get("id")}
    while todo:
        own, called = _own(*todo.pop(), deployment)
        if own is None:
            return None
        names |= own
        for name in called - seen:
            seen.add(name)
            if name not in deployment.processes or len(seen) > MOST_CALLED:
                return None
            caller = deployment.processes[name]
            todo.append((caller, caller.by_id[name]))
    return names


def _own(drawing: Drawing, process: Any, deployment: Deployment) -> tuple[set[str] | None, set[str]]:
    """What the steps of the process itself write (None: anything), and the processes whose variables they take."""
    key = ("own", drawing, process)
    if key not in deployment.memo:
        facts, called = Facts(), set()
        for node in process.iter():
            if not isinstance(node.tag, str) or (kind(node) not in drawn.FLOW_NODES and node is not process):
                continue
            facts.write(_heard(node, deployment))
            facts.write(_written_by(node, deployment))
            if kind(node) == "callActivity" and not rows(node, "output") and _takes_all(node):
                called.add(throwing.called_process(node))
        deployment.memo[key] = (None if facts.anything else facts.written, called)
    found: tuple[set[str] | None, set[str]] = deployment.memo[key]
    return found


def _takes_all(call: Any) -> bool:
    holder = drawn.extension(call, "calledElement")
    return holder is None or holder.get("propagateAllChildVariables") != "false"


def _declared(process: Any, deployment: Deployment) -> set[str] | None:
    """From the property `variables` of the process or its start events, and from start forms."""
    found: set[str] | None = None
    for node in (process, *process.findall(f"{BPMN}startEvent")):
        listed = drawn.properties(node).get("variables")
        form = drawn.extension(node, "formDefinition")
        if listed is not None:
            found = (found or set()) | {name.partition(":")[0].strip() for name in listed.split(",") if name.strip()}
        if form is not None:
            found = (found or set()) | _fields(form.get("formId") or "", deployment)
    return found


def _fields(form: str, deployment: Deployment) -> set[str]:
    schema = deployment.forms.get(form)
    fields = schema.get("properties") if isinstance(schema, dict) else None
    return set(fields) if isinstance(fields, dict) else set()


def rows(node: Any, direction: str) -> list[Any]:
    """The zeebe:input or zeebe:output elements of a node."""
    return list(node.findall(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}{direction}"))


def _targets(found: Iterable[Any]) -> set[str]:
    return {(row.get("target") or "").split(".")[0] for row in found} - {""}


def _written_by(node: Any, deployment: Deployment) -> set[str] | None:
    """Names that an element leaves behind; None when any name may be among them. Calls are looked at elsewhere."""
    outputs = rows(node, "output")
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    collected = {loop.get("outputCollection") or ""} - {""} if loop is not None else set()
    if outputs:
        return collected | _targets(outputs)
    made = _made(node, deployment)
    return None if made is None else made | collected


def _made(node: Any, deployment: Deployment) -> set[str] | None:
    """Names that completing the element gives; None when any name may be among them."""
    tag = kind(node)
    job = drawn.extension(node, "taskDefinition")
    if job is not None:
        return _of_handler(job, deployment)
    if tag == "userTask":
        form = drawn.extension(node, "formDefinition")
        return set(PERSON) | (set() if form is None else _fields(form.get("formId") or "", deployment))
    if tag == "callActivity":
        return _targets(rows(node, "input"))
    if tag == "receiveTask":
        return None
    if tag in ("startEvent", "intermediateCatchEvent", "boundaryEvent") and drawn.event_kind(node) in _PAYLOAD:
        return None
    return {name for holder, attribute in _RESULT.items() if (name := _attribute(node, holder, attribute))}


def _attribute(node: Any, holder: str, attribute: str) -> str:
    found = drawn.extension(node, holder)
    return "" if found is None else (found.get(attribute) or "").split(".")[0]


def _of_handler(holder: Any, deployment: Deployment) -> set[str] | None:
    handler = deployment.handlers.get((holder.get("type") or "").strip())
    if handler is None or handler.output.model_config.get("extra") == "allow":
        return None
    return set(handler.output.model_fields)


def _heard(node: Any, deployment: Deployment) -> set[str] | None:
    """Names that the listeners of an element give."""
    found: set[str] = set()
    for tag in ("executionListener", "taskListener"):
        for holder in node.findall(f"{BPMN}extensionElements/{ZEEBE}{tag}s/{ZEEBE}{tag}"):
            made = _of_handler(holder, deployment)
            if made is None:
                return None
            found |= made
    return found


def _reads(it: Written, deployment: Deployment) -> Iterator[Read]:
    expression = written.compiled(it.expression) if it.expression else None
    if expression is None:
        return
    element = it.element
    seen = local(element.getparent()) | _items(element)
    if it.tag == "input":  # each row sees the ones before it
        seen |= _targets(row for row in it.node.itersiblings(preceding=True) if row.tag == it.node.tag)
    else:
        seen |= _targets(rows(element, "input"))
    if it.tag == "output":
        made = _result(element, deployment)
        if made is None:
            return
        seen |= made
    yield from (Read(name, it, element) for name in sorted(expression.free - seen))


def _result(element: Any, deployment: Deployment) -> set[str] | None:
    """What the outputs of an element can read besides variables: its own result; None when that is not known."""
    tag = kind(element)
    if tag in drawn.EVENTS or tag == "callActivity" or tag in drawn.SUB_PROCESSES:
        return None
    made, heard = _made(element, deployment), _heard(element, deployment)
    return None if made is None or heard is None else made | heard | _targets(rows(element, "output"))


def local(element: Any) -> set[str]:
    """Names that only the element and what stands in it know: mapped inputs and items of loops."""
    found: set[str] = set()
    node = element
    while node is not None and isinstance(node.tag, str) and kind(node) != "process":
        found |= _targets(rows(node, "input")) | _items(node)
        node = node.getparent()
    return found


def _items(node: Any) -> set[str]:
    """What a loop gives each of its items."""
    loops = [child for child in node if isinstance(child.tag, str) and kind(child).endswith("LoopCharacteristics")]
    if not loops:
        return set()
    found = loops[0].find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    named = () if found is None else (found.get("inputElement"), found.get("outputCollection"))
    return {*LOOP, *(str(name) for name in named if name)}
