"""The past of an instance, read from its journal: what happened when, by whom, and which way the tokens took."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from engine import runtime
from engine.models import Instance, ItemKind, WorkItem
from engine.work_items import moment
from kit import clock
from kit.audit import JournalRow
from kit.db import Reader, Tx


@dataclass(frozen=True)
class StepLine:
    """One step inside an advance."""

    element_id: str
    process_id: str
    event: str
    at: datetime
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One advance: who caused it, with what data, and the steps that followed."""

    n: int
    at: datetime
    actor: str
    action: str
    reason: str | None
    detail: dict[str, Any]
    steps: list[StepLine]


@dataclass(frozen=True)
class Visited:
    """How often and when an element was passed."""

    element_id: str
    process_id: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Token:
    """Where the instance stands now."""

    element_id: str
    process_id: str
    name: str
    kind: str
    since: datetime
    due_at: datetime | None


def entries(view: Reader | Tx, instance_id: int) -> list[Entry]:
    """Oldest first."""
    rows = view.session.execute(
        select(
            JournalRow.n, JournalRow.at, JournalRow.actor_name, JournalRow.action, JournalRow.reason, JournalRow.body
        )
        .where(JournalRow.stream == instance_id)
        .order_by(JournalRow.n)
    )
    return [_entry(*row) for row in rows]


def visited(found: list[Entry]) -> list[Visited]:
    """Elements in the order in which they were first passed."""
    seen: dict[tuple[str, str], list[datetime]] = {}
    for entry in found:
        for step in entry.steps:
            if step.event == "completed":
                seen.setdefault((step.process_id, step.element_id), []).append(step.at)
    return [Visited(element, process, len(times), min(times), max(times)) for (process, element), times in seen.items()]


def tokens(view: Reader | Tx, instance_id: int) -> list[Token]:
    """Everything that the instance waits for, oldest first."""
    rows = view.session.scalars(select(WorkItem).where(WorkItem.instance_id == instance_id).order_by(WorkItem.id))
    return [
        Token(
            element_id=row.element,
            process_id=row.process,
            name=row.title,
            kind=ItemKind(row.kind).name.lower(),
            since=clock.from_micros(row.created_at),
            due_at=moment(row.due_at) if row.kind in (ItemKind.USER, ItemKind.TIMER) else None,
        )
        for row in rows
    ]


def calls(view: Reader | Tx, instance_id: int) -> list[tuple[str, str, str]]:
    """(process, element, called process) of every call activity in the instance's bundle."""
    instance = view.session.get_one(Instance, instance_id)
    bundle = runtime.of(view).bundles.load(view, instance.bundle)
    owner = {element.id: element.process_id for model in bundle.models for element in model.elements}
    return [
        (owner[call.element_id], call.element_id, call.target)
        for model in bundle.models
        for call in model.called_processes
        if call.element_id in owner
    ]


def titles(view: Reader | Tx, instance_id: int) -> dict[str, str]:
    """Element id → drawn name, over every process of the instance's bundle."""
    instance = view.session.get_one(Instance, instance_id)
    bundle = runtime.of(view).bundles.load(view, instance.bundle)
    return {element.id: element.name for model in bundle.models for element in model.elements}


def _entry(n: int, at: int, actor: str, action: str, reason: str | None, body: str) -> Entry:
    detail = orjson.loads(body)
    steps = [
        StepLine(line[0], line[1], line[2], clock.from_micros(line[3]), line[4] if len(line) > 4 else {})
        for line in detail.pop("steps", [])
    ]
    return Entry(n, clock.from_micros(at), actor, action, reason, detail, steps)
