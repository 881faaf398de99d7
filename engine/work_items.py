"""From what the kernel waits for to rows of the work_item table: due times from the `sla` decision, candidate sets."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from engine import candidates, incident_causes, kernel, outcomes, runtime, topics
from engine.bundles import LoadedBundle
from engine.hot import Live
from engine.kernel import Kind, Wait
from engine.models import ItemKind
from kit import clock
from kit.db import Tx

logger = logging.getLogger(__name__)

COLUMNS = [
    "id",
    "instance_id",
    "kind",
    "status",
    "element",
    "process",
    "title",
    "candidates",
    "inbox",
    "assignee",
    "priority",
    "due_at",
    "reason",
    "topic",
    "correlation",
    "attempts",
    "retries",
    "lease_until",
    "remind_at",
    "remind_minutes",
    "escalate_at",
    "escalate_to",
    "payload",
    "created_at",
]
KINDS = {
    Kind.USER: ItemKind.USER,
    Kind.JOB: ItemKind.JOB,
    Kind.TIMER: ItemKind.TIMER,
    Kind.MESSAGE: ItemKind.MESSAGE,
    Kind.SIGNAL: ItemKind.SIGNAL,
    Kind.INCIDENT: ItemKind.INCIDENT,
    Kind.AD_HOC: ItemKind.AD_HOC,
    Kind.CONDITION: ItemKind.CONDITION,
}
REASON_LENGTH = 300
_NEVER = 2**62  # sorts behind every real due time

Row = dict[str, Any]


def row(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait) -> Row:
    """The row to insert."""
    record: Row = dict.fromkeys(COLUMNS)
    record |= {
        "id": wait.task_id,
        "instance_id": live.instance_id,
        "kind": int(KINDS[wait.kind]),
        "status": 0,
        "element": wait.element_id,
        "process": wait.process_id,
        "title": (wait.element_name or wait.element_id)[:200],
        "priority": wait.priority,
        "due_at": clock.micros(tx.now),
        "attempts": 0,
        "retries": wait.retries,
        "created_at": clock.micros(tx.now),
    }
    _FILL[wait.kind](tx, live, bundle, wait, record)
    return record


def _user(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    engine = runtime.of(tx)
    groups = _who(wait)
    record["candidates"] = engine.candidates.intern(tx, groups)
    record["assignee"] = int(wait.assignee) if wait.assignee and wait.assignee.isdecimal() else None
    record["inbox"] = record["candidates"] if record["assignee"] is None else None
    record["reason"] = _text(wait.locals.get("reason"))
    properties = wait.properties
    payload = {
        "groups": list(groups),
        "form": wait.form_id,
        "outcomes": outcomes.of(properties),
        "self_approval": properties.get("selfApproval", "yes") != "no",
        "facts": {name: value for name, value in wait.locals.items() if name != "reason"},
    }
    if wait.hears_assigning:
        payload["hears_assigning"] = True
    record["due_at"] = _NEVER if wait.due_date is None else clock.micros(wait.due_date)
    if "sla" in properties:
        _schedule(tx, live, bundle, wait, record)
    record["payload"] = orjson.dumps(payload).decode()


def _who(wait: Wait) -> list[str]:
    """A login as assignee is the only candidate; the id of a user leaves the groups for when he gives it back."""
    if wait.assignee and not wait.assignee.isdecimal():
        return [candidates.person(wait.assignee)]
    return [*wait.groups, *map(candidates.person, wait.users)]


def _schedule(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    """Due, reminder and escalation times in business minutes, as the decision says. A decision that fails leaves the
    task without limits: whoever finished the step before must not be stopped by it."""
    known = kernel.visible(live.workflow, wait.task_id)
    try:
        limits = bundle.decide(wait.properties["sla"], {**known, "task": wait.element_id}).result or {}
        due, remind = (_minutes(limits.get(name)) for name in ("due_minutes", "remind_minutes"))
        group = limits.get("escalate_to")
    except Exception:
        logger.exception("a task has no time limits", extra={"action": "sla_failed", "task": wait.task_id.hex})
        return
    calendar = runtime.of(tx).calendar
    if wait.due_date is None and due is not None:
        record["due_at"] = clock.micros(calendar.add(tx.now, due))
    if remind:  # 0 would remind every second
        record["remind_minutes"], record["remind_at"] = remind, clock.micros(calendar.add(tx.now, remind))
    if group:
        record["escalate_to"] = str(group)
        record["escalate_at"] = record["due_at"] if record["due_at"] != _NEVER else None


def _minutes(value: Any) -> int | None:
    return None if value is None else max(int(value), 0)


def _job(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    record["topic"] = wait.name
    payload = {"inputs": kernel.inputs(live.workflow, wait.task_id), "headers": dict(wait.headers)}
    record["payload"] = orjson.dumps(payload).decode()


def _timer(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    record["due_at"] = clock.micros(wait.due or tx.now)


def _message(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    record["topic"], record["correlation"] = wait.name, wait.key


def _incident(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    told = {} if wait.text is None else incident_causes.kept(wait.text)
    record["reason"] = _text(told.get("zh"))
    record["topic"], record["attempts"] = wait.name or None, _attempts(wait)
    record["payload"] = orjson.dumps({**told, "phase": wait.phase}).decode()


def _ad_hoc(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    record["payload"] = orjson.dumps({"choices": list(wait.choices)}).decode()


def _condition(tx: Tx, live: Live, bundle: LoadedBundle, wait: Wait, record: Row) -> None:
    """Only shown: the kernel looks at conditions itself."""


def _attempts(wait: Wait) -> int:
    """How often it was tried: a job stops when its last attempt has failed, or at once without a handler."""
    if wait.phase != "job":
        return 1
    handler = topics.find(wait.name)
    return 0 if handler is None else wait.retries or handler.retries


_FILL = {
    Kind.USER: _user,
    Kind.JOB: _job,
    Kind.TIMER: _timer,
    Kind.MESSAGE: _message,
    Kind.SIGNAL: _message,
    Kind.INCIDENT: _incident,
    Kind.AD_HOC: _ad_hoc,
    Kind.CONDITION: _condition,
}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:REASON_LENGTH]


def moment(micros: int) -> datetime | None:
    """Back from the column; None for a task without due time."""
    return None if micros >= _NEVER else clock.from_micros(micros)


def audit_stream(task: UUID) -> int:
    """The audit stream of a task: 63 bits drawn from its id."""
    return int.from_bytes(hashlib.sha256(task.bytes).digest()[:8], "big") >> 1


def task_id(value: Any) -> UUID:
    """The id column as the driver gives it: bytes on SQLite, UUID on PostgreSQL."""
    return value if isinstance(value, UUID) else UUID(bytes=bytes(value))
