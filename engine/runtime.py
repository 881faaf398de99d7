"""What the engine keeps per open database: caches, calendar, the dispatcher, and who tells people about due tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Protocol
from uuid import UUID

from engine.bundles import Bundles
from engine.candidates import Candidates
from engine.fair_walk import FairWalk
from engine.hot import HotInstances
from engine.parsed_files import ParsedFiles
from engine.texts import Texts, TextsInUse
from kit.calendar import BusinessCalendar
from kit.config import Settings
from kit.db import Database, Reader, Tx
from kit.errors import Language

KEY = "engine"


@dataclass(frozen=True)
class DueTask:
    """An open user task whose reminder or escalation has come."""

    task_id: UUID
    instance_id: int
    business_key: str
    title: str
    groups: tuple[str, ...]
    assignee: int | None
    due_at: datetime
    level: str  # names this reminder among those of the task


class Dispatch(Protocol):
    """Gets remote jobs done. Told inside the transaction, so that a job and its dispatch are committed together."""

    def jobs_opened(self, tx: Tx, task_ids: list[UUID]) -> None:
        """These jobs may be run once the transaction is committed."""

    def job_later(self, tx: Tx, task_id: UUID, due: datetime) -> None:
        """This job is to be tried again at `due`."""


class Notifier(Protocol):
    """Tells people. Called inside the transaction of the tick, once per reminder level."""

    def reminded(self, tx: Tx, task: DueTask) -> None:
        """The task is still open and its reminder interval has passed."""

    def escalated(self, tx: Tx, task: DueTask, group: str) -> None:
        """The task is overdue; `group` may take it from now on."""


class Idle:
    """No dispatcher: jobs wait in the table until one is started. Used by tests and by one-off commands."""

    def jobs_opened(self, tx: Tx, task_ids: list[UUID]) -> None:
        return None

    def job_later(self, tx: Tx, task_id: UUID, due: datetime) -> None:
        return None


class Silent:
    """Nobody is told."""

    def reminded(self, tx: Tx, task: DueTask) -> None:
        return None

    def escalated(self, tx: Tx, task: DueTask, group: str) -> None:
        return None


@dataclass
class Runtime:
    """One per Database; found through `of`."""

    zone: tzinfo
    calendar: BusinessCalendar
    hot: HotInstances
    dispatch: Dispatch = field(default_factory=Idle)
    notifier: Notifier = field(default_factory=Silent)
    bundles: Bundles = field(default_factory=Bundles)
    candidates: Candidates = field(default_factory=Candidates)
    texts: TextsInUse = field(default_factory=TextsInUse)
    parsed: ParsedFiles[Any] = field(default_factory=ParsedFiles)
    groups: frozenset[str] | None = None  # whom a user task may be for; None: whatever a diagram says
    walks: dict[str, FairWalk[Any]] = field(default_factory=dict)

    def walk(self, name: str) -> FairWalk[Any]:
        """The memory of one kind of clock work."""
        return self.walks.setdefault(name, FairWalk(name))


def install(
    database: Database,
    settings: Settings,
    *,
    dispatch: Dispatch | None = None,
    notifier: Notifier | None = None,
    groups: frozenset[str] | None = None,
) -> Runtime:
    """Attach the engine to an open database. Called once, before the first command."""
    calendar = BusinessCalendar(settings.business_hours, settings.zone, country=settings.holidays_country)
    runtime = Runtime(settings.zone, calendar, HotInstances(settings.hot_instances))
    runtime.dispatch = dispatch or runtime.dispatch
    runtime.notifier = notifier or runtime.notifier
    runtime.groups = groups
    database.attached[KEY] = runtime
    return runtime


def of(view: Tx | Reader | Database) -> Runtime:
    database = view if isinstance(view, Database) else view.database
    runtime: Runtime = database.attached[KEY]
    return runtime


def texts(view: Tx | Reader, language: Language) -> Texts:
    """What is drawn, in the words of this language."""
    return of(view).texts.of(view, language)
