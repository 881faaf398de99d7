"""What an instance waits for, as plain records: the host's work items are written from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from engine import incident_causes
from engine.elements.activities import Mapped
from engine.elements.ad_hoc import Hub
from engine.elements.services import Step, Thrown
from engine.elements.tree import FINISHED, READY, STARTED, WAITING, Instance, Token
from engine.elements.variables import copied
from engine.elements.variables import visible as visible_of
from engine.incident_causes import IncidentText


class Kind(StrEnum):
    """What would move the task on."""

    USER = "user"  # a person completes it
    JOB = "job"  # a worker finishes it
    TIMER = "timer"  # its due time comes
    MESSAGE = "message"  # a message with this name and key comes
    SIGNAL = "signal"  # a signal with this name comes
    CONDITION = "condition"  # variables change; the kernel sees to it
    AD_HOC = "ad_hoc"  # a person starts elements of the open ad-hoc sub-process
    INCIDENT = "incident"  # someone corrects the cause and retries, or skips it


@dataclass(frozen=True)
class Wait:
    """One waiting task. `name` is the topic, message or signal; `due` is set for timers, `due_date` for people.
    `locals` are the mapped inputs and loop variables; do not change them. `loop_index` counts from 0; `choices` are the
    elements that an open ad-hoc sub-process can start."""

    kind: Kind
    task_id: UUID
    element_id: str
    element_name: str
    process_id: str
    lane: str = ""
    name: str = ""
    key: str = ""
    due: datetime | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    assignee: str | None = None
    due_date: datetime | None = None
    follow_up: datetime | None = None
    priority: int = 50
    form_id: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    locals: Mapping[str, Any] = field(default_factory=dict)
    retries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: IncidentText | None = None
    phase: str = ""
    loop_index: int | None = None
    choices: tuple[str, ...] = ()
    hears_assigning: bool = False  # a user task's listeners want to know who gets it: see kernel.assign


@dataclass(frozen=True)
class Drained:
    """What the commands since the last drain have produced, in order."""

    steps: tuple[Step, ...]
    thrown: tuple[Thrown, ...]


def waits(instance: Instance) -> dict[UUID, Wait]:
    """All waiting tasks in the order they came up; empty once completed."""
    found: dict[UUID, Wait] = {}
    for scope in instance.all_scopes():
        if scope.completed:
            continue
        for token in scope.live.values():
            wait = _wait(token)
            if wait is not None:
                found[token.id] = wait
    return found


def _wait(token: Token) -> Wait | None:
    internal, state = token.internal_data, token._state
    if "incident" in internal:
        return _incident(token)
    if state == READY and token.task_spec.manual:
        return _user(token)
    if state == STARTED and "job" in internal:
        job = internal["job"]
        headers = token.task_spec.job.headers
        return _record(token, Kind.JOB, name=job["topic"], retries=job["retries"], headers=headers)
    if state == STARTED and isinstance(token.task_spec, Hub):
        return _record(token, Kind.AD_HOC, choices=tuple(token.task_spec.elements))
    if state == WAITING and "sub" in internal:
        return _event(token, internal["sub"])
    return None


def _incident(token: Token) -> Wait:
    """`name` and `retries` are those of the job that stopped; a handler that runs here leaves no job."""
    internal = token.internal_data
    job, drawn = internal.get("job", {}), getattr(token.task_spec, "job", None)
    topic = job.get("topic") or ("" if drawn is None or drawn.topic.startswith("=") else drawn.topic)
    return _record(
        token,
        Kind.INCIDENT,
        name=topic,
        retries=job.get("retries", 0),
        text=incident_causes.recalled(internal["incident"], token.task_spec.title),
        phase=internal["incident"]["phase"],
    )


def _user(token: Token) -> Wait:
    user = token.internal_data["user"]
    return _record(
        token,
        Kind.USER,
        groups=tuple(user.get("groups", ())),
        users=tuple(user.get("users", ())),
        assignee=user.get("assignee"),
        due_date=_moment(user.get("due")),
        follow_up=_moment(user.get("follow_up")),
        priority=user.get("priority", 50),
        form_id=user.get("form"),
        properties=token.task_spec.assignment.properties,
        hears_assigning="assigning" in token.task_spec.listeners,
    )


def _event(token: Token, subscription: dict[str, Any]) -> Wait | None:
    kind = subscription["kind"]
    if kind == "timer":
        return _record(token, Kind.TIMER, due=_moment(subscription["due"]))
    if kind == "message":
        return _record(token, Kind.MESSAGE, name=subscription["name"], key=subscription["key"])
    if kind == "signal":
        return _record(token, Kind.SIGNAL, name=subscription["name"])
    if kind == "conditional":
        return _record(token, Kind.CONDITION)
    return None  # errors and escalations come from inside


def _record(token: Token, kind: Kind, **known: Any) -> Wait:
    spec, internal = token.task_spec, token.internal_data
    return Wait(
        kind=kind,
        task_id=token.id,
        element_id=spec.drawn_id,
        element_name=spec.title,
        process_id=spec.process_id,
        lane=spec.lane,
        locals=internal.get("local", {}),
        loop_index=internal.get("loop"),
        **known,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def drain(instance: Instance) -> Drained:
    """Takes the step log and the thrown messages and signals; the next call starts empty."""
    drained = Drained(tuple(instance.steps), tuple(instance.thrown))
    instance.steps.clear()
    instance.thrown.clear()
    return drained


def is_completed(instance: Instance) -> bool:
    """Ended by itself or cancelled. An instance with a token stuck at a join is not completed."""
    return bool(instance.completed)


def variables(instance: Instance) -> dict[str, Any]:
    """A copy of the process variables."""
    copy: dict[str, Any] = copied(instance.data)
    return copy


def visible(instance: Instance, task_id: UUID) -> dict[str, Any]:
    """A copy of all that the task sees. Raises TaskGone."""
    copy: dict[str, Any] = copied(visible_of(instance.find(task_id)))
    return copy


def inputs(instance: Instance, task_id: UUID) -> dict[str, Any]:
    """A copy of what the task's handler gets: its mapped inputs, or without mappings all it sees."""
    token = instance.find(task_id)
    if token._state & FINISHED or not isinstance(token.task_spec, Mapped):
        return visible(instance, task_id)
    copy: dict[str, Any] = copied(token.task_spec.given(token))
    return copy
