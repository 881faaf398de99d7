"""Reminds people of open tasks in business time and lets the escalation group in when a task is overdue.

Every level is sent once: the row moves on in the transaction that leaves the notice. After downtime a task is reminded
once, not once per missed interval.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from engine import runtime
from engine.models import Instance, ItemStatus, WorkItem
from engine.work_items import audit_stream, moment
from kit import audit, clock
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

BATCH = 200


def send_due(database: Database) -> int:
    """Reminders and escalations that have come due. Returns how many were sent."""
    with database.read() as reader:
        now = clock.micros(reader.now)
        still = WorkItem.status == ItemStatus.OPEN
        remind = select(WorkItem.id).where(WorkItem.remind_at <= now, still).order_by(WorkItem.remind_at).limit(BATCH)
        late = select(WorkItem.id).where(WorkItem.escalate_at <= now, still).order_by(WorkItem.escalate_at).limit(BATCH)
        to_remind, to_escalate = list(reader.session.scalars(remind)), list(reader.session.scalars(late))
    sent = sum(_send(database, _remind, task_id) for task_id in to_remind)
    return sent + sum(_send(database, _escalate, task_id) for task_id in to_escalate)


def _send(database: Database, level: Callable[[Tx, UUID], bool], task_id: UUID) -> bool:
    """One that fails does not keep the others from their people."""
    try:
        return database.write(lambda tx: level(tx, task_id))
    except Exception:
        logger.exception("reminder failed", extra={"action": "reminder_failed", "task": task_id.hex})
        return False


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
