"""Who has a task: claim, give back, hand over; and the draft of its form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from engine import errors, kernel
from engine.advance import Cause, advance
from engine.inbox import tasks
from engine.inbox.completion import check_actor
from engine.models import Draft, WorkItem
from engine.work_items import audit_stream
from kit import audit, broadcast
from kit.db import Reader, Tx
from kit.insert_once import insert_once


def claim(tx: Tx, task_id: UUID, *, groups: frozenset[str]) -> None:
    """Take it; claiming one's own task again changes nothing. Raises TaskClosed, NotCandidate."""
    task = _going_on(tx, task_id)
    if task.assignee == tx.actor.id:
        return
    check_actor(tx, task, groups)
    _tell_listeners(tx, task, tx.actor.id)
    free = (WorkItem.id == task_id, WorkItem.assignee.is_(None))
    taken: Any = tx.session.execute(update(WorkItem).where(*free).values(assignee=tx.actor.id, inbox=None))
    if taken.rowcount != 1:
        first = tasks.find(tx, task_id).assignee
        if first == tx.actor.id:  # the same person, twice at once
            return
        raise errors.NotCandidate.held_by(first)
    _note(tx, task, "task.claimed", None, tx.actor.id)


def unclaim(tx: Tx, task_id: UUID) -> None:
    """Back to the group. Raises NotCandidate unless it is the actor's own, TaskClosed."""
    task = _going_on(tx, task_id)
    if task.assignee != tx.actor.id:
        raise task.refusal()
    _tell_listeners(tx, task, None)
    mine = (WorkItem.id == task_id, WorkItem.assignee == tx.actor.id)
    tx.session.execute(update(WorkItem).where(*mine).values(assignee=None, inbox=WorkItem.candidates))
    _note(tx, task, "task.unclaimed", None, None)


def transfer(
    tx: Tx,
    task_id: UUID,
    *,
    to: int,
    reason: str,
    groups: frozenset[str],
    receiver_groups: frozenset[str] = frozenset(),
    overseer: bool = False,
) -> None:
    """Hand it over: whoever may decide the task answers for the choice, which the audit keeps. An overseer may also
    move what somebody absent has claimed, but only to one of the task's groups: overseeing gives no authority to
    decide. Raises ReasonMissing, NotCandidate, NotReceiver, TaskClosed."""
    why = audit.require_reason(reason)
    task = _going_on(tx, task_id)
    if overseer and task.assignee not in (None, tx.actor.id):
        if not receiver_groups & set(task.candidate_groups):
            raise errors.NotReceiver(at="to", groups=", ".join(task.candidate_groups))
    else:
        check_actor(tx, task, groups)
    _tell_listeners(tx, task, to)
    seen = WorkItem.assignee.is_(None) if task.assignee is None else WorkItem.assignee == task.assignee
    moved = update(WorkItem).where(WorkItem.id == task_id, seen).values(assignee=to, inbox=None)
    changed: Any = tx.session.execute(moved)
    if changed.rowcount != 1:
        raise errors.NotCandidate.held_by(tasks.find(tx, task_id).assignee)
    _note(tx, task, "task.transferred", why, to)


def save_draft(tx: Tx, task_id: UUID, variables: dict[str, Any]) -> None:
    """Keep what the actor has typed so far; replaces the earlier draft."""
    tasks.find(tx, task_id)
    kept = {"variables": variables, "saved_at": tx.now}
    if not insert_once(tx, Draft, {"task_id": task_id, "user_id": tx.actor.id, **kept}):
        mine = (Draft.task_id == task_id, Draft.user_id == tx.actor.id)
        tx.session.execute(update(Draft).where(*mine).values(**kept))


def draft(view: Reader | Tx, task_id: UUID, user_id: int) -> dict[str, Any]:
    """What the user typed before; empty when nothing was kept."""
    row = view.session.get(Draft, (task_id, user_id))
    return {} if row is None else dict(row.variables)


def _going_on(tx: Tx, task_id: UUID) -> tasks.Task:
    """The open task; refused while its instance is suspended."""
    task = tasks.find(tx, task_id)
    if task.held:
        raise errors.InstanceNotActive(status="suspended")
    return task


def _tell_listeners(tx: Tx, task: tasks.Task, assignee: int | None) -> None:
    """Before the row is touched, as the instance is locked first. Raises ListenerRefused."""
    if not task.hears_assigning:
        return
    whom = "" if assignee is None else str(assignee)
    cause = Cause("task.assigning", detail={"element": task.element_id, "task": task.id.hex, "assignee": whom})
    advance(tx, task.instance_id, lambda workflow: kernel.assign(workflow, task.id, whom, tx.now), cause)


def _note(tx: Tx, task: tasks.Task, action: str, reason: str | None, assignee: int | None) -> None:
    """Into the audit stream of the task: its own, as the instance itself does not move."""
    stream = audit_stream(task.id)
    before, after = {"assignee": task.assignee}, {"assignee": assignee}
    subject = f"task:{task.id.hex}"
    audit.record(tx, stream, action, subject=subject, reason=reason, before=before, after=after)
    broadcast.announce(tx, "tasks", {"instance_id": str(task.instance_id), "order_id": task.business_key})
