"""Draws small diagrams and plays them: before every action the instance is saved and restored from bytes, and
after it the shared specs must be what they were."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from engine import codec, dialect, feel, kernel
from engine.elements import tree

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)


class Services:
    """The host's side with the real FEEL engine; topics that start with `local.` run `handlers` here and now."""

    zone = ZoneInfo("Asia/Shanghai")
    hops = 0

    def __init__(self) -> None:
        self.handlers: dict[str, Callable[[kernel.TaskContext, dict[str, Any]], dict[str, Any]]] = {}
        self.decisions: dict[str, Callable[[Mapping[str, Any]], kernel.Decided]] = {}

    def evaluate(self, expression: str, variables: Mapping[str, Any]) -> Any:
        compiled = feel.compile_expression(expression, frozenset(variables))
        return feel.to_json(compiled.evaluate(variables))

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> kernel.Decided:
        return self.decisions[decision_id](variables)

    def kind(self, topic: str) -> Any:
        if topic.startswith("local."):
            return "local"
        return None if topic.startswith("nobody.") else "remote"

    def run_local(self, task: kernel.TaskContext, inputs: dict[str, Any]) -> dict[str, Any]:
        return self.handlers[task.topic](task, inputs)


def tag(kind: str, element_id: str, inside: str = "", /, **attributes: str) -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{kind} id="{element_id}"{written}>{inside}</{kind}>'


def extension(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


def flow(path: str, conditions: Mapping[str, str] | None = None) -> str:
    """`a>b>c; b>d`: sequence flows with ids f_a_b; conditions by `a>b`."""
    drawn = []
    for part in path.split(";"):
        names = part.strip().split(">")
        for source, target in itertools.pairwise(names):
            condition = (conditions or {}).get(f"{source}>{target}")
            inside = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
            drawn.append(tag("sequenceFlow", f"f_{source}_{target}", inside, sourceRef=source, targetRef=target))
    return "".join(drawn)


def users(*names: str) -> str:
    return "".join(tag("userTask", name) for name in names)


def jobs(*names: str) -> str:
    return "".join(tag("serviceTask", name, extension(f'<zeebe:taskDefinition type="job.{name}"/>')) for name in names)


def starts(*names: str) -> str:
    return "".join(tag("startEvent", name) for name in names)


def ends(*names: str) -> str:
    return "".join(tag("endEvent", name) for name in names)


def script(name: str, variable: str, expression: str) -> str:
    return tag("scriptTask", name, extension(f'<zeebe:script expression="={expression}" resultVariable="{variable}"/>'))


def gateway(kind: str, *names: str, default: str = "") -> str:
    attributes = {"default": default} if default else {}
    return "".join(tag(f"{kind}Gateway", name, **attributes) for name in names)


def timer(value: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{value}</{form}></timerEventDefinition>"


def condition(expression: str) -> str:
    return f"<conditionalEventDefinition><condition>={expression}</condition></conditionalEventDefinition>"


def boundary(name: str, host: str, definition: str, interrupting: bool = True) -> str:
    return tag("boundaryEvent", name, definition, attachedToRef=host, cancelActivity=str(interrupting).lower())


def event_sub_process(name: str, definition: str, inside: str = "", interrupting: bool = True) -> str:
    """Start `<name>_s`; without `inside` one user task `<name>_h` and an end."""
    body = inside or users(f"{name}_h") + ends(f"{name}_e") + flow(f"{name}_s>{name}_h>{name}_e")
    start = tag("startEvent", f"{name}_s", definition, isInterrupting=str(interrupting).lower())
    return tag("subProcess", name, start + body, triggeredByEvent="true")


def multi(
    collection: str = "items", item: str = "item", sequential: bool = False, until: str = "", **output: str
) -> str:
    written = "".join(f' {key}="{value}"' for key, value in output.items())
    done = f"<completionCondition>={until}</completionCondition>" if until else ""
    loop = f'<zeebe:loopCharacteristics inputCollection="={collection}" inputElement="{item}"{written}/>'
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{extension(loop)}{done}</multiInstanceLoopCharacteristics>"
    )


def mapping(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    rows = "".join(f'<zeebe:input source="={source}" target="{target}"/>' for target, source in (inputs or {}).items())
    rows += "".join(
        f'<zeebe:output source="={source}" target="{target}"/>' for target, source in (outputs or {}).items()
    )
    return f"<zeebe:ioMapping>{rows}</zeebe:ioMapping>"


KEYED = extension('<zeebe:subscription correlationKey="=no"/>')
DECLARED = (
    f'<message id="mm" name="msg">{KEYED}</message>'
    '<error id="er" name="E" errorCode="E1"/><error id="er2" name="E" errorCode="E2"/>'
    '<escalation id="es" name="X" escalationCode="X1"/><signal id="sg" name="sig"/>'
)


def document(body: str, more: str = "", declared: str = DECLARED) -> bytes:
    process = f'<process id="proc" isExecutable="true">{body}</process>'
    opening = f'<definitions {NAMESPACES} id="definitions" targetNamespace="x">'
    return f"{opening}{declared}{process}{more}</definitions>".encode()


def fingerprint(specs: dialect.Specs) -> str:
    """Changes when anything in any spec changes; object identities do not count."""
    text = []
    for name, scope in sorted(specs.scopes.items()):
        for task_name, spec in scope.task_specs.items():
            plain = {k: repr(v) for k, v in vars(spec).items() if not k.endswith("_event") and k != "_wf_spec"}
            text.append(f"{name} {task_name} {type(spec).__name__} {sorted(plain.items())}")
        text.append(repr((sorted(scope.starts), sorted(scope.compensation.items()))))
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


class Run:
    """One instance, restored from its bytes before every action."""

    def __init__(self, specs: dialect.Specs, variables: dict[str, Any], services: Services, **options: Any) -> None:
        self.specs, self.services, self.now = specs, services, NOW
        self.before = fingerprint(specs)
        self.steps: list[kernel.Step] = []
        self.thrown: list[kernel.Thrown] = []
        self.wf = kernel.start(specs, variables, services, NOW, **options)
        self.settle()

    def settle(self) -> Run:
        drained = kernel.drain(self.wf)
        self.steps += drained.steps
        self.thrown += drained.thrown
        self.wf = codec.load(codec.save(self.wf), self.specs, self.services)
        assert fingerprint(self.specs) == self.before, "a shared spec was changed"
        return self

    @property
    def waits(self) -> list[kernel.Wait]:
        return list(kernel.waits(self.wf).values())

    @property
    def live(self) -> list[str]:
        """Element ids that wait, sorted; incidents with a trailing '!'."""
        return sorted(w.element_id + ("!" if w.kind == kernel.Kind.INCIDENT else "") for w in self.waits)

    @property
    def data(self) -> dict[str, Any]:
        return kernel.variables(self.wf)

    @property
    def done(self) -> bool:
        return kernel.is_completed(self.wf)

    @property
    def path(self) -> list[str]:
        """Completed elements in order."""
        return [step.element_id for step in self.steps if step.event == "completed"]

    def wait(self, element_id: str, index: int = 0) -> kernel.Wait:
        return [w for w in self.waits if w.element_id == element_id][index]

    def id(self, element_id: str, index: int = 0) -> UUID:
        return self.wait(element_id, index).task_id

    def seen(self, element_id: str, index: int = 0) -> dict[str, Any]:
        return kernel.visible(self.wf, self.id(element_id, index))

    def stuck_at_joins(self) -> list[str]:
        """Drawn joins that hold a token."""
        waiting = [t for t in self.wf.live_tokens() if t._state == tree.WAITING and "arrival" in t.internal_data]
        return [token.task_spec.element_id for token in waiting if token.task_spec.element_id]

    def do(self, element_id: str, index: int = 0, /, **variables: Any) -> Run:
        """Completes a user task, or finishes a job."""
        wait = self.wait(element_id, index)
        command = kernel.complete if wait.kind == kernel.Kind.USER else kernel.finish_job
        command(self.wf, wait.task_id, variables, self.now)
        return self.settle()

    def fire(self, element_id: str, index: int = 0, /, **payload: Any) -> Run:
        kernel.fire(self.wf, self.id(element_id, index), payload, self.now)
        return self.settle()

    def error(self, element_id: str, code: str, index: int = 0, /, **variables: Any) -> Run:
        kernel.throw_error(self.wf, self.id(element_id, index), code, "", variables, self.now)
        return self.settle()

    def retry(self, element_id: str, index: int = 0, /, **variables: Any) -> Run:
        """Corrects variables first when some are given."""
        if variables:
            kernel.set_variables(self.wf, variables, self.now)
        kernel.retry(self.wf, self.id(element_id, index), self.now)
        return self.settle()

    def later(self, **step: float) -> Run:
        self.now += timedelta(**step)
        return self


@pytest.fixture
def services() -> Services:
    return Services()


DRAW = SimpleNamespace(
    tag=tag, extension=extension, flow=flow, users=users, jobs=jobs, starts=starts, ends=ends, script=script,
    gateway=gateway, timer=timer, condition=condition, boundary=boundary, event_sub_process=event_sub_process,
    multi=multi, mapping=mapping, document=document, fingerprint=fingerprint, NOW=NOW,
    message='<messageEventDefinition messageRef="mm"/>', signal='<signalEventDefinition signalRef="sg"/>',
    error='<errorEventDefinition errorRef="er"/>', error2='<errorEventDefinition errorRef="er2"/>',
    any_error="<errorEventDefinition/>", escalation='<escalationEventDefinition escalationRef="es"/>',
    compensate="<compensateEventDefinition/>", terminate="<terminateEventDefinition/>",
    cancel="<cancelEventDefinition/>",
)  # fmt: skip
"""What `draw` gives: the functions above and the event definitions."""


@pytest.fixture
def draw() -> SimpleNamespace:
    """The drawing functions of this file."""
    return DRAW


@pytest.fixture
def specs_of() -> Callable[..., dialect.Specs]:
    """Specs of a body drawn inside process `proc`."""

    def parsed(body: str, more: str = "") -> dialect.Specs:
        return dialect.parse({"drawn.bpmn": document(body, more)}).specs("proc")

    return parsed


@pytest.fixture
def play(services: Services, specs_of: Callable[..., dialect.Specs]) -> Callable[..., Run]:
    """Starts a body (or ready specs) with variables."""

    def started(
        body: str | dialect.Specs, variables: dict[str, Any] | None = None, more: str = "", **options: Any
    ) -> Run:
        specs = specs_of(body, more) if isinstance(body, str) else body
        return Run(specs, variables or {}, services, **options)

    return started
