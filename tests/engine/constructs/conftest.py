"""Plays the small diagrams of this folder, one a construct, on both databases.

Before every action everything in memory is dropped: the instance comes back from its saved state and its specs from the
deployed file. After every action the work items must be exactly what the restored instance waits for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select

from engine import (
    ad_hoc,
    bundles,
    codec,
    definitions,
    errors,
    history,
    inbox,
    incidents,
    instances,
    jobs,
    kernel,
    messages,
    outlook,
    runtime,
    signals,
    starts,
    timers,
    topics,
)
from engine.advance import Cause, advance
from engine.models import Instance, InstanceState, ItemKind, SignalDelivery, WorkItem
from engine.work_items import KINDS, task_id
from kit import config, db
from kit.clock import SettableClock

FOLDER = Path(__file__).parent
WHO = db.Actor(11, "zhao")
WHY = "写进日志的理由"
T = TypeVar("T")


class Said(BaseModel):
    """Takes a word, gives it back."""

    say: str = ""


class Checked(BaseModel):
    """What a check takes and gives."""

    fails: str = ""
    checked: bool = True


@dataclass
class Heard:
    """What the handlers were told, in order; a listener is heard by the event it is told of."""

    words: list[str] = field(default_factory=list)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Topics construct.note and construct.check, which run inside the advance, and construct.ask, a remote one."""
    known = Heard()
    monkeypatch.setattr(topics, "REGISTRY", dict(topics.REGISTRY))

    @topics.local("construct.note", title_zh="记下", title_en="note")
    def note(tx: db.Tx, job: topics.Job, given: Said) -> Said:
        known.words.append(given.say or f"{job.element_id} {job.headers.get('event', '')}".strip())
        return Said(say=given.say)

    @topics.local("construct.check", title_zh="检查", title_en="check")
    def check(tx: db.Tx, job: topics.Job, given: Checked) -> Checked:
        if given.fails:
            raise errors.BpmnError(given.fails, "as asked")
        return given

    @topics.remote("construct.ask", title_zh="询问", title_en="ask")
    def ask(database: db.Database, job: topics.Job, given: Said) -> Said:
        known.words.append(f"asked {given.say}".strip())
        return Said(say=given.say)

    return known


@dataclass
class Play:
    """One deployed set of diagrams and the instance that is looked at."""

    database: db.Database
    clock: SettableClock
    heard: Heard
    instance: int = 0

    def deploy(self, *names: str, **more: bytes) -> Play:
        """In one deployment; `more` are other files, `dmn_x` for x.dmn and `bpmn_x` for x.bpmn."""
        files = {f"{name}.bpmn": (FOLDER / f"{name}.bpmn").read_bytes() for name in names}
        files |= {".".join(reversed(name.split("_", 1))): content for name, content in more.items()}
        self._write(lambda tx: definitions.deploy(tx, files, note="for the test"))
        return self

    def start(self, process: str, /, start_event: str | None = None, **variables: Any) -> Play:
        """The new instance is the one that is looked at from now on."""
        begun = self._write(
            lambda tx: instances.start(tx, process, variables, business_key="K1", start_event=start_event)
        )
        return self.look_at(begun.instance_id)

    def look_at(self, instance: int) -> Play:
        self.instance = instance
        self._check()
        return self

    def newest(self, process: str) -> Play:
        """Looks at the instance that was started last."""
        with self.database.read() as reader:
            found = instances.page(reader, process_id=process, limit=1).items
        return self.look_at(found[0].id)

    def count(self, process: str) -> int:
        with self.database.read() as reader:
            return len(instances.page(reader, process_id=process).items)

    def do(self, element: str, /, index: int = 0, **variables: Any) -> Play:
        """A person completes a task, or the remote job runs."""
        item = self.item(element, index)
        if item.kind == ItemKind.JOB:
            self._fresh()
            jobs.run(self.database, task_id(item.id))
            return self._check()
        return self._move(lambda workflow, now: kernel.complete(workflow, task_id(item.id), variables, now))

    def claim(self, element: str) -> Play:
        """Zhao takes it."""
        task = task_id(self.item(element).id)
        self._write(lambda tx: inbox.claim(tx, task, groups=frozenset({"sales"})))
        return self._check()

    def correct(self, **variables: Any) -> Play:
        return self._move(lambda workflow, now: kernel.set_variables(workflow, variables, now))

    def later(self, **step: float) -> int:
        """Time passes and the clock ticks once; how many timers fired."""
        self._fresh()
        self.clock.advance(timedelta(**step))
        fired = timers.fire_due(self.database) + starts.fire_due(self.database)
        self._check()
        return fired

    def message(self, name: str, key: str = "", /, **payload: Any) -> bool:
        """True when somebody took it at once."""
        told = self._write(lambda tx: messages.publish(tx, name, key, payload))
        self._check()
        return told.delivered

    def signal(self, name: str, /, **payload: Any) -> int:
        """Thrown and delivered; how many got it."""
        self._write(lambda tx: signals.broadcast(tx, name, payload))
        return self.relay()

    def relay(self) -> int:
        """Messages and signals that diagrams have thrown reach their receivers."""
        self._fresh()
        delivered = messages.relay(self.database) + signals.relay(self.database)
        self._check()
        return delivered

    def activate(self, element: str) -> Play:
        self._write(lambda tx: ad_hoc.activate(tx, self.instance, element, reason=WHY))
        return self._check()

    def retry(self, element: str) -> Play:
        task = task_id(self.item(element).id)
        self._write(lambda tx: incidents.retry(tx, task, reason=WHY))
        return self._check()

    def cancel(self) -> Play:
        self._write(lambda tx: instances.cancel(tx, self.instance, reason=WHY))
        return self._check()

    def item(self, element: str, index: int = 0) -> WorkItem:
        return [row for row in self._items() if row.element == element][index]

    @property
    def waits(self) -> list[str]:
        """Elements that wait, sorted; incidents with a '!'."""
        return sorted(row.element + "!" * (row.kind == ItemKind.INCIDENT) for row in self._items())

    @property
    def trace(self) -> list[str]:
        """Completed elements in order."""
        with self.database.read() as reader:
            entries = history.entries(reader, self.instance)
        return [step.element_id for entry in entries for step in entry.steps if step.event == "completed"]

    @property
    def variables(self) -> dict[str, Any]:
        with self.database.read() as reader:
            return instances.variables(reader, self.instance)

    @property
    def status(self) -> str:
        with self.database.read() as reader:
            return instances.view(reader, self.instance).status

    def ended(self, trace: str, **variables: Any) -> None:
        """It ran to its end on this way, with these variables, and leaves nothing behind."""
        assert self.trace == trace.split()
        assert self.variables == variables
        assert self.status == "ended" and self._items() == []
        with self.database.read() as reader:
            mine = SignalDelivery.instance_id == self.instance
            assert reader.session.scalar(select(func.count()).select_from(SignalDelivery).where(mine)) == 0
            assert list(self._restored(reader).live_tokens()) == []

    def _move(self, apply: Callable[[Any, Any], None]) -> Play:
        self._write(
            lambda tx: advance(tx, self.instance, lambda workflow: apply(workflow, tx.now), Cause("construct.moved"))
        )
        return self._check()

    def _write(self, work: Callable[[db.Tx], T]) -> T:
        self._fresh()
        return self.database.write(work, actor=WHO)

    def _fresh(self) -> None:
        """Nothing is left in memory: what happens next starts from the database."""
        engine = runtime.of(self.database)
        engine.hot.clear()
        engine.bundles = bundles.Bundles()

    def _items(self) -> list[WorkItem]:
        with self.database.read() as reader:
            query = select(WorkItem).where(WorkItem.instance_id == self.instance).order_by(WorkItem.id)
            return list(reader.session.scalars(query))

    def _check(self) -> Play:
        """What is saved reads back as it was, and the work items say the same."""
        if self.instance:
            with self.database.read() as reader:
                restored = self._restored(reader)
                blob = reader.session.get_one(InstanceState, self.instance).blob
            waits = {id: KINDS[wait.kind] for id, wait in kernel.waits(restored).items()}
            assert {task_id(row.id): row.kind for row in self._items()} == waits
            assert codec.save(restored) == bytes(blob)
        return self

    def _restored(self, reader: db.Reader) -> Any:
        engine = runtime.of(reader)
        row = reader.session.get_one(InstanceState, self.instance)
        bundle = engine.bundles.load(reader, reader.session.get_one(Instance, self.instance).bundle)
        return codec.load(bytes(row.blob), bundle.specs, outlook.DryServices(bundle, engine.zone))


@pytest.fixture
def play(database: db.Database, settings: config.Settings, clock: SettableClock, heard: Heard) -> Play:
    """The engine over an empty database."""
    runtime.install(database, settings)
    return Play(database, clock, heard)
