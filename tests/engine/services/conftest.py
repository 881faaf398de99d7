"""A small company for the engine's services: diagrams drawn in the test, real databases, a clock that is moved."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from engine import definitions, errors, history, inbox, instances, runtime, topics
from engine.models import ItemKind, ItemStatus, WorkItem
from kit import config, db
from kit.clock import SettableClock

T = TypeVar("T")
ZHAO, QIAN, SUN = db.Actor(11, "zhao"), db.Actor(12, "qian"), db.Actor(13, "sun")
SALES = frozenset({"sales"})
NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def tag(kind: str, element_id: str, inside: str = "", /, **attributes: str) -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{kind} id="{element_id}"{written}>{inside}</{kind}>'


def zeebe(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


def flow(path: str, conditions: Mapping[str, str] | None = None) -> str:
    """`a>b>c; b>d`: sequence flows; conditions by `a>b`."""
    drawn = []
    for part in path.split(";"):
        for source, target in itertools.pairwise(part.strip().split(">")):
            condition = (conditions or {}).get(f"{source}>{target}")
            inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
            drawn.append(tag("sequenceFlow", f"f_{source}_{target}", inside, sourceRef=source, targetRef=target))
    return "".join(drawn)


def user(name: str, groups: str = "sales", extra: str = "", inside: str = "", **properties: str) -> str:
    rows = "".join(f'<zeebe:property name="{key}" value="{value}"/>' for key, value in properties.items())
    held = f"<zeebe:properties>{rows}</zeebe:properties>" if rows else ""
    who = f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>' if groups else ""
    return tag("userTask", name, zeebe(f"<zeebe:userTask/>{who}{held}{extra}") + inside, name=f"Task {name}")


def job(name: str, topic: str, extra: str = "", retries: str = "3") -> str:
    return tag("serviceTask", name, zeebe(f'<zeebe:taskDefinition type="{topic}" retries="{retries}"/>{extra}'))


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"


def catch(name: str, definition: str) -> str:
    return tag("intermediateCatchEvent", name, definition)


def boundary(name: str, host: str, definition: str, interrupting: bool = True) -> str:
    return tag("boundaryEvent", name, definition, attachedToRef=host, cancelActivity=str(interrupting).lower())


MESSAGE = '<messageEventDefinition messageRef="m"/>'
SEND = '<messageEventDefinition messageRef="m"/>'
ERROR = '<errorEventDefinition errorRef="er"/>'
DECLARED = (
    f'<message id="m" name="paid">{zeebe("<zeebe:subscription correlationKey=" + chr(34) + "=no" + chr(34) + "/>")}'
    '</message><error id="er" name="E" errorCode="E1"/>'
)


def document(body: str, process: str = "proc", **attributes: str) -> bytes:
    """Start `s` and end `e` are drawn already."""
    inside = tag("startEvent", "s") + body + tag("endEvent", "e")
    drawn = tag("process", process, inside, isExecutable="true", **attributes)
    return f'<definitions {NAMESPACES} id="d" targetNamespace="x">{DECLARED}{drawn}</definitions>'.encode()


ONE_TASK = user("A") + flow("s>A>e")


class Given(BaseModel):
    """Takes anything that fits."""

    model_config = ConfigDict(extra="forbid")
    no: str = ""


class Made(BaseModel):
    """What a handler gives."""

    answer: str = ""


@dataclasses.dataclass
class Handlers:
    """What the handlers of the tests were asked and what they do next: an exception is raised, a callable is run."""

    calls: list[topics.Job] = dataclasses.field(default_factory=list)
    applied: list[str] = dataclasses.field(default_factory=list)
    plan: list[Exception | Callable[[], object]] = dataclasses.field(default_factory=list)

    def call(self, job: topics.Job) -> Made:
        self.calls.append(job)
        if self.plan:
            step = self.plan.pop(0)
            if isinstance(step, Exception):
                raise step
            step()
        return Made(answer=f"call {len(self.calls)}")


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Handlers:
    """Topics test.local and test.remote."""
    known = Handlers()
    monkeypatch.setattr(topics, "REGISTRY", dict(topics.REGISTRY))

    def apply(tx: db.Tx, job: topics.Job, given: Given, made: Made) -> None:
        known.applied.append(made.answer)

    @topics.local("test.local", title_zh="本地", title_en="local")
    def local(tx: db.Tx, job: topics.Job, given: Given) -> Made:
        return known.call(job)

    @topics.remote("test.remote", title_zh="远程", title_en="remote", backoff=(5, 30), apply=apply)
    def remote(reader: db.Database, job: topics.Job, given: Given) -> Made:
        return known.call(job)

    return known


@dataclasses.dataclass
class House:
    """The engine over one open database."""

    database: db.Database
    clock: SettableClock

    def deploy(self, *files: bytes, **named: bytes) -> definitions.Deployment:
        """`deploy(xml)` names the file proc.bpmn; others as name_ending=content, `a_dmn` for a.dmn."""
        sources = {f"proc{number or ''}.bpmn": content for number, content in enumerate(files)}
        sources |= {
            name.replace("_json", ".schema.json").replace("_dmn", ".dmn"): content for name, content in named.items()
        }
        return self.database.write(lambda tx: definitions.deploy(tx, sources, note="for the test"), actor=ZHAO)

    def draw(self, body: str, process: str = "proc", **named: bytes) -> definitions.Deployment:
        return self.deploy(document(body, process), **named)

    def start(self, process: str = "proc", key: str = "K1", **variables: Any) -> int:
        return self.write(lambda tx: instances.start(tx, process, variables, business_key=key).instance_id)

    def write(self, work: Callable[[db.Tx], T], actor: db.Actor = ZHAO) -> T:
        return self.database.write(work, actor=actor)

    def rows(self, instance: int) -> list[WorkItem]:
        with self.database.read() as reader:
            query = select(WorkItem).where(WorkItem.instance_id == instance).order_by(WorkItem.id)
            return list(reader.session.scalars(query))

    def live(self, instance: int) -> list[str]:
        """Elements that wait, sorted; incidents with a '!', held items with a '~'."""
        marks = {ItemKind.INCIDENT: "!"}
        return sorted(
            row.element + marks.get(ItemKind(row.kind), "") + ("~" if row.status == ItemStatus.HELD else "")
            for row in self.rows(instance)
        )

    def item(self, instance: int, element: str) -> UUID:
        return next(row.id for row in self.rows(instance) if row.element == element)

    def task(self, instance: int, element: str) -> inbox.Task:
        with self.database.read() as reader:
            return inbox.find(reader, self.item(instance, element))

    def complete(self, task: UUID, *, actor: db.Actor = ZHAO, groups: frozenset[str] = SALES, **told: Any) -> Any:
        return self.write(lambda tx: inbox.complete(tx, task, groups=groups, **told), actor)

    def do(self, instance: int, element: str, **told: Any) -> Any:
        return self.complete(self.item(instance, element), **told)

    def status(self, instance: int) -> str:
        with self.database.read() as reader:
            return instances.view(reader, instance).status

    def variables(self, instance: int) -> dict[str, Any]:
        with self.database.read() as reader:
            return instances.variables(reader, instance)

    def actions(self, instance: int) -> list[str]:
        with self.database.read() as reader:
            return [entry.action for entry in history.entries(reader, instance)]

    def path(self, instance: int) -> list[str]:
        """Completed elements in order."""
        with self.database.read() as reader:
            entries = history.entries(reader, instance)
        return [step.element_id for entry in entries for step in entry.steps if step.event == "completed"]

    def refuse(self, failure: type[errors.Failure], work: Callable[[db.Tx], object], actor: db.Actor = ZHAO) -> Any:
        """Runs what must be refused; returns the failure."""
        with pytest.raises(failure) as refused:
            self.write(work, actor)
        return refused.value


@pytest.fixture
def house(database: db.Database, settings: config.Settings, clock: SettableClock, handlers: Handlers) -> House:
    runtime.install(database, settings)
    return House(database, clock)


@pytest.fixture
def cluster(
    new_postgres: Callable[[], str], tmp_path: Path, clock: SettableClock, handlers: Handlers
) -> Iterator[tuple[House, House]]:
    """Two nodes on one PostgreSQL database, each with its own caches."""
    url = new_postgres()
    nodes = []
    for name in ("one", "two"):
        settings = config.Settings(data_dir=tmp_path / name, database_url=url)
        opened = db.open_database(settings, clock)
        runtime.install(opened, settings)
        nodes.append(House(opened, clock))
    yield nodes[0], nodes[1]
    for node in nodes:
        node.database.close()


@pytest.fixture
def draw() -> SimpleNamespace:
    """The drawing functions of this file, and the people."""
    return SimpleNamespace(
        tag=tag, zeebe=zeebe, flow=flow, user=user, job=job, timer=timer, catch=catch, boundary=boundary,
        document=document, ONE_TASK=ONE_TASK, MESSAGE=MESSAGE, SEND=SEND, ERROR=ERROR, ZHAO=ZHAO, QIAN=QIAN, SUN=SUN,
        SALES=SALES,
    )  # fmt: skip
