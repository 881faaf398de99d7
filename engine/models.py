"""The engine's tables. Hot rows are written by store.py with constant SQL; everything else through the ORM."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant, JsonText, Uid


class InstanceStatus(IntEnum):
    """Life of an instance."""

    ACTIVE = 1  # has something to do or to wait for
    ENDED = 2  # ran to its end
    CANCELLED = 3  # stopped by a person or by an outer process
    SUSPENDED = 4  # takes nothing until resumed


class ItemKind(IntEnum):
    """What an instance waits for."""

    USER = 1  # a person
    JOB = 2  # a remote handler
    TIMER = 3  # a moment
    MESSAGE = 4  # a message with a correlation key
    INCIDENT = 5  # a person who repairs
    SIGNAL = 6  # a signal
    AD_HOC = 7  # a person who starts elements of an open ad-hoc sub-process
    CONDITION = 8  # variables that make its condition true


class ItemStatus(IntEnum):
    """State of an open work item; closed ones are deleted, the journal keeps the past."""

    OPEN = 0
    LEASED = 1  # a worker has it until lease_until
    HELD = 2  # the instance is suspended


class Definition(Base):
    """One version of one process or decision file, as deployed. Never changed."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))  # process, decision, form, texts
    key: Mapped[str] = mapped_column(String(120))  # process id, decision file id, form id, language
    version: Mapped[int] = mapped_column(Integer)
    version_tag: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)


class Bundle(Base):
    """A process with every process, decision and form it uses, resolved at deploy. An instance keeps its bundle."""

    __tablename__ = "bundle"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    process_id: Mapped[str] = mapped_column(String(120), index=True)
    version: Mapped[int] = mapped_column(Integer)  # of the root process
    members: Mapped[Any] = mapped_column(JsonText)  # definition ids as text: the versions in force
    pins: Mapped[Any] = mapped_column(JsonText, nullable=True)  # other versions that calls are bound to (bindings.py)
    active: Mapped[bool] = mapped_column(Boolean)  # new instances of process_id take this one
    created_at: Mapped[datetime] = mapped_column(Instant)


class Instance(Base):
    """A running process. Its version is the number of its last journal row."""

    __tablename__ = "instance"
    __table_args__ = (
        Index("ix_instance_status", "status", "id"),
        Index("ix_instance_business_key", "business_key"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    bundle: Mapped[int] = mapped_column(BigInteger)
    business_key: Mapped[str] = mapped_column(String(120))
    status: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(Integer)
    incidents: Mapped[int] = mapped_column(SmallInteger, default=0)
    started_at: Mapped[int] = mapped_column(BigInteger)  # µs UTC
    updated_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)


class InstanceState(Base):
    """The state blob (codec.py) of the same version as the instance row; deleted 30 days after the end."""

    __tablename__ = "instance_state"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    instance_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class WorkItem(Base):
    """What open instances wait for: a projection of their state. The id is the kernel's task id.

    `inbox` repeats `candidates` while a user task is open and has no assignee, so that the inbox index covers it.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index("ix_work_item_instance", "instance_id"),
        Index("ix_work_item_inbox", "inbox", "due_at", "id", **_only("inbox IS NOT NULL")),
        Index("ix_work_item_mine", "assignee", "due_at", "id", **_only("assignee IS NOT NULL")),
        Index("ix_work_item_due", "due_at", **_only("kind = 3 AND status = 0")),
        Index("ix_work_item_job", "due_at", **_only("kind = 2")),
        Index("ix_work_item_message", "topic", "correlation", **_only("kind = 4 OR kind = 6")),
        Index("ix_work_item_incident", "id", **_only("kind = 5")),
        Index("ix_work_item_remind", "remind_at", **_only("remind_at IS NOT NULL")),
        Index("ix_work_item_escalate", "escalate_at", **_only("escalate_at IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    instance_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[int] = mapped_column(SmallInteger)
    element: Mapped[str] = mapped_column(String(120))
    process: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    candidates: Mapped[int | None] = mapped_column(Integer)
    inbox: Mapped[int | None] = mapped_column(Integer)
    assignee: Mapped[int | None] = mapped_column(BigInteger)
    priority: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[int] = mapped_column(BigInteger)  # µs UTC; user: due, timer: fires, job: next try
    reason: Mapped[str | None] = mapped_column(String(300))
    topic: Mapped[str | None] = mapped_column(String(120))
    correlation: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(SmallInteger)
    retries: Mapped[int] = mapped_column(SmallInteger)
    lease_until: Mapped[int | None] = mapped_column(BigInteger)
    remind_at: Mapped[int | None] = mapped_column(BigInteger)
    remind_minutes: Mapped[int | None] = mapped_column(Integer)  # business minutes between reminders
    escalate_at: Mapped[int | None] = mapped_column(BigInteger)
    escalate_to: Mapped[str | None] = mapped_column(String(120))
    payload: Mapped[str | None] = mapped_column(Text)  # JSON: facts, form, outcomes, headers, error…
    created_at: Mapped[int] = mapped_column(BigInteger)


def of_kind(kind: ItemKind) -> ColumnElement[bool]:
    """Written into the statement as a number: a parameter would keep both databases from the partial indexes."""
    return WorkItem.kind == literal_column(str(int(kind)))


def is_open() -> ColumnElement[bool]:
    """As `of_kind`: neither leased nor held."""
    return WorkItem.status == literal_column(str(int(ItemStatus.OPEN)))


class CandidateSet(Base):
    """A set of groups that may take a task, interned: the inbox index holds its number."""

    __tablename__ = "candidate_set"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    groups: Mapped[str] = mapped_column(String(400), unique=True)  # sorted, comma between


class Draft(Base):
    """What a person has typed into a task's form and not yet sent."""

    __tablename__ = "draft"

    task_id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    variables: Mapped[Any] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class MessageInbox(Base):
    """A message that nobody waits for yet, or one to be delivered in its own transaction. Kept until `expires_at`."""

    __tablename__ = "message_inbox"
    __table_args__ = (
        Index("ix_message_inbox_match", "name", "correlation", **_only("delivered_at IS NULL")),
        Index("ix_message_inbox_expiry", "expires_at", **_only("delivered_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    correlation: Mapped[str] = mapped_column(String(200))
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    payload: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    process_id: Mapped[str | None] = mapped_column(String(120))  # set: only to start this process
    hops: Mapped[int | None]  # see engine.hops; NULL: of an earlier release


class StartEvent(Base):
    """What starts the newest version of a process from outside: a message, a signal or a timer.

    `due_at` is NULL for a timer that fires no more; its row stays, so that the next version does not start it over.
    """

    __tablename__ = "start_event"
    __table_args__ = (
        UniqueConstraint("process_id", "element"),
        Index("ix_start_event_name", "name", "kind"),
        Index("ix_start_event_due", "due_at", "id", **_only("due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    process_id: Mapped[str] = mapped_column(String(120))
    element: Mapped[str] = mapped_column(String(120))
    kind: Mapped[int] = mapped_column(SmallInteger)  # ItemKind: TIMER, MESSAGE, SIGNAL
    name: Mapped[str] = mapped_column(String(120))  # of the message or signal; empty for a timer
    drawn: Mapped[str] = mapped_column(Text)  # form and expression of a timer as drawn
    due_at: Mapped[int | None] = mapped_column(BigInteger)  # µs UTC
    cycle: Mapped[Any] = mapped_column(JsonText, nullable=True)  # what schedule.next_cycle goes on from, or null


class MessageStart(Base):
    """The instance that a message with this key has started: while it runs, the next such message waits."""

    __tablename__ = "message_start"

    process_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    correlation: Mapped[str] = mapped_column(String(200), primary_key=True)
    instance_id: Mapped[int] = mapped_column(BigInteger, index=True)


class Signal(Base):
    """A signal that was thrown or broadcast. Kept 30 days for its dedupe key."""

    __tablename__ = "signal"
    __table_args__ = (Index("ix_signal_thrown_at", "thrown_at"),)

    id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    payload: Mapped[Any] = mapped_column(JsonText)
    hops: Mapped[int | None]  # see engine.hops; NULL: of an earlier release
    thrown_at: Mapped[datetime] = mapped_column(Instant)


class SignalDelivery(Base):
    """Somebody who waited when the signal was thrown and has not got it yet. Deleted in the transaction that hands it
    over, so each gets it once."""

    __tablename__ = "signal_delivery"
    __table_args__ = ({"sqlite_with_rowid": False},)

    signal_id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    target: Mapped[UUID] = mapped_column(Uid, primary_key=True)  # a work item, or a start event
    instance_id: Mapped[int | None] = mapped_column(BigInteger)  # NULL: a start event


class ClosedTask(Base):
    """Who decided a task and how: the answer to the one who comes second."""

    __tablename__ = "closed_task"
    __table_args__ = (Index("ix_closed_task_instance", "instance_id"), {"sqlite_with_rowid": False})

    id: Mapped[UUID] = mapped_column(Uid, primary_key=True)
    instance_id: Mapped[int] = mapped_column(BigInteger)
    element: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(String(40))
    comment: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[int] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[int] = mapped_column(BigInteger)
