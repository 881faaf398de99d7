"""Reminds people of open tasks in business time and lets the escalation group in when a task is overdue.

Every level is sent once: the row moves on in the transaction that leaves the notice. After downtime a task is reminded
once, not once per missed interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from engine import runtime
from engine.fair_walk import FairWalk
from engine.models import Instance, ItemStatus, WorkItem, is_open
from engine.work_items import audit_stream, moment
from kit import audit, clock
from kit.db import Database, Reader, Tx

Key = tuple[int, UUID]


def send_due(database: Database) -> int:
    """Reminders and escalations that have come due, oldest first. Returns how many were sent."""
    sent = _send(database, "reminder", WorkItem.remind_at, _remind)
    return sent + _send(database, "escalation", WorkItem.escalate_at, _escalate)


def _send(database: Database, name: str, column: Any, level: Callable[[Tx, UUID], bool]) -> int:
    walk: FairWalk[Key] = runtime.of(database).walk(name)

    def page(reader: Reader, after: Key | None, limit: int) -> Sequence[Key]:
        query = select(column, WorkItem.id).where(column <= clock.micros(reader.now), is_open())
        if after is not None:
            query = query.where(tuple_(column, WorkItem.id) > after)
        return [
            (at, task_id) for at, task_id in reader.session.execute(query.order_by(column, WorkItem.id).limit(limit))
        ]

    return walk.run(database, page, lambda key: database.write(lambda tx: level(tx, key[1])))


def _remind(tx: Tx, task_id: UUID) -> bool:
    row = _locked(tx, task_id)
    if row is None or row.remind_at is None or row.remind_at > clock.micros(tx.now):
        return False
    engine = runtime.of(tx)
    engine.notifier.reminded(tx, _due_task(tx, row))
    pause = row.remind_minutes
    row.remind_at = None if pause is None else clock.micros(engine.calendar.add(tx.now, pause))
    return True


def _escalate(tx: Tx, task_id: UUID) -> bool:
    """The escalation group joins the candidates; whoever had claimed the task keeps it."""
    row = _locked(tx, task_id)
    if row is None or row.escalate_at is None or row.escalate_at > clock.micros(tx.now):
        return False
    engine = runtime.of(tx)
    group = row.escalate_to or ""
    before = engine.candidates.groups(tx, row.candidates)
    row.escalate_at = None
    row.candidates = engine.candidates.intern(tx, {*before, group})
    row.inbox = row.candidates if row.assignee is None else None
    engine.notifier.escalated(tx, _due_task(tx, row), group)
    after = {"groups": sorted({*before, group})}
    subject = f"task:{task_id.hex}"
    audit.record(
        tx, audit_stream(task_id), "task.escalated", subject=subject, before={"groups": list(before)}, after=after
    )
    return True


def _locked(tx: Tx, task_id: UUID) -> WorkItem | None:
    """None when it is done, or held since it was looked for."""
    row = tx.session.get(WorkItem, task_id, with_for_update=tx.postgres)
    return None if row is None or row.status != ItemStatus.OPEN else row


def _due_task(tx: Tx, row: WorkItem) -> runtime.DueTask:
    key = tx.session.scalar(select(Instance.business_key).where(Instance.id == row.instance_id))
    return runtime.DueTask(
        task_id=row.id,
        instance_id=row.instance_id,
        business_key=key or "",
        title=row.title,
        groups=runtime.of(tx).candidates.groups(tx, row.candidates),
        assignee=row.assignee,
        due_at=moment(row.due_at) or tx.now,
        level=f"{row.remind_at or row.due_at}",
    )
