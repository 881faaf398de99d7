"""Draws small diagrams and asks what the rules say about them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, Field

from engine import topics, validation
from engine.errors import Finding

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
GROUPS = frozenset({"sales", "warehouse"})
NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"'
)
FORM = b'{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {"amount": {}}}'
DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="tier" name="tier"><decisionTable hitPolicy="FIRST"><input id="i"><inputExpression id="ie">
<text>gross</text></inputExpression></input><output id="o" name="tier"/>
<rule id="r"><inputEntry id="c"><text>-</text></inputEntry><outputEntry id="oe"><text>"A"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
Rows = Mapping[str, str]


def tag(kind: str, element_id: str, inside: str = "", /, **attributes: str) -> str:
    """An element with a name of its own unless told; `name=""` leaves it out."""
    attributes.setdefault("name", "" if kind in ("sequenceFlow", "process", "parallelGateway") else f"名{element_id}")
    written = "".join(f' {key}="{value}"' for key, value in attributes.items() if value or key != "name")
    return f'<{kind} id="{element_id}"{written}>{inside}</{kind}>\n'


def ext(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


def flow(path: str, conditions: Rows | None = None, names: Rows | None = None) -> str:
    """`a>b>c; b>d`: flows f_a_b; conditions, as they are written, and names by `a>b`."""
    drawn = []
    for part in path.split(";"):
        for source, target in itertools.pairwise(part.strip().split(">")):
            key = f"{source}>{target}"
            written = (conditions or {}).get(key)
            inside = f"<conditionExpression>{written}</conditionExpression>" if written else ""
            name = (names or {}).get(key, "是" if written else "")
            drawn.append(
                tag("sequenceFlow", f"f_{source}_{target}", inside, sourceRef=source, targetRef=target, name=name)
            )
    return "".join(drawn)


def mapping(inputs: Rows | None = None, outputs: Rows | None = None) -> str:
    """Targets to sources, sources as they are written."""
    rows = [f'<zeebe:input source="{source}" target="{target}"/>' for target, source in (inputs or {}).items()]
    rows += [f'<zeebe:output source="{source}" target="{target}"/>' for target, source in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(rows)}</zeebe:ioMapping>"


def user(
    element_id: str, groups: str = "sales", extra: str = "", inside: str = "", due: str = "=due", **shown: str
) -> str:
    who = f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>' if groups else ""
    when = f'<zeebe:taskSchedule dueDate="{due}"/>' if due else ""
    return tag("userTask", element_id, ext(f"<zeebe:userTask/>{who}{when}{extra}") + inside, **shown)


def job(element_id: str, topic: str = "test.plain", extra: str = "", inside: str = "", **shown: str) -> str:
    return tag("serviceTask", element_id, ext(f'<zeebe:taskDefinition type="{topic}"/>{extra}') + inside, **shown)


def tasks(*names: str) -> str:
    return "".join(job(name) for name in names)


def gate(kind: str, *names: str, default: str = "") -> str:
    attributes = {"default": default} if default else {}
    return "".join(tag(f"{kind}Gateway", name, **attributes) for name in names)


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"


def catch(element_id: str, definition: str, **shown: str) -> str:
    return tag("intermediateCatchEvent", element_id, definition, **shown)


def boundary(name: str, host: str, definition: str, interrupting: bool = True) -> str:
    return tag("boundaryEvent", name, definition, attachedToRef=host, cancelActivity=str(interrupting).lower())


KEYED = ext('<zeebe:subscription correlationKey="=no"/>')
DECLARED = (
    f'<message id="m" name="paid">{KEYED}</message><signal id="sg" name="sig"/>'
    '<error id="er" name="E" errorCode="E1"/><escalation id="es" name="X" escalationCode="X1"/>\n'
)


def document(body: str, declared: str = DECLARED, more: str = "", process: str = "proc") -> bytes:
    """Start `s` and end `e` are drawn already; `more` stands behind the process."""
    inside = tag("startEvent", "s") + body + tag("endEvent", "e")
    drawn = tag("process", process, inside, isExecutable="true", name="流程")
    return f'<definitions {NAMESPACES} id="d" targetNamespace="x">{declared}{drawn}{more}</definitions>'.encode()


class Plain(BaseModel):
    """Needs nothing."""


class Priced(BaseModel):
    """What test.priced takes: `no` and `amount` must be given."""

    no: str = Field(title="单号")
    amount: float = Field(title="金额")
    count: int = 1
    urgent: bool = False
    lines: list[str] = []
    kind: str = ""


def _plain(tx: Any, job: topics.Job, given: Plain) -> Plain:
    return given


def _priced(tx: Any, job: topics.Job, given: Priced) -> Priced:
    return given


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics test.plain and test.priced, no others."""
    monkeypatch.setattr(topics, "REGISTRY", {})
    topics.local("test.plain", title_zh="普通", title_en="plain")(_plain)
    topics.local("test.priced", title_zh="计价", title_en="priced")(_priced)


Look = Callable[..., list[Finding]]


@pytest.fixture
def look() -> Look:
    """Findings of a body, or of whole files."""

    def ask(
        body: str = "", *, files: Mapping[str, bytes] | None = None, groups: Any = GROUPS, **drawn: str
    ) -> list[Finding]:
        sources = {"proc.bpmn": document(body, **drawn)} if body else {}
        around = [("pay.schema.json", FORM), ("tier.dmn", DECISION)]
        return validation.lint(sources | dict(files or {}), groups=groups, now=NOW, around=around)

    return ask


@pytest.fixture
def hits(look: Look) -> Callable[..., list[str]]:
    """Elements that one rule finds."""
    return lambda rule, body="", **more: [it.element_id for it in look(body, **more) if it.code == rule]


@pytest.fixture
def draw() -> SimpleNamespace:
    return SimpleNamespace(
        tag=tag, ext=ext, flow=flow, mapping=mapping, user=user, job=job, tasks=tasks, gate=gate, timer=timer,
        catch=catch, boundary=boundary, document=document, KEYED=KEYED, DECLARED=DECLARED,
        MESSAGE='<messageEventDefinition messageRef="m"/>', SIGNAL='<signalEventDefinition signalRef="sg"/>',
        ERROR='<errorEventDefinition errorRef="er"/>', ESCALATION='<escalationEventDefinition escalationRef="es"/>',
    )  # fmt: skip


@pytest.fixture
def mended() -> Callable[[str, Finding], str]:
    """The diagram of a body after the fix of one finding."""
    return lambda body, finding: validation.mend(document(body), [finding]).decode()
