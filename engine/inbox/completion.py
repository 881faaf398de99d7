"""A person decides a task: who may, how, with what data; then the instance moves on. One transaction, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete

from engine import errors, forms, kernel
from engine.advance import Cause, advance, keep, take
from engine.inbox import tasks
from engine.models import Draft, InstanceStatus
from kit import audit, clock
from kit.compiled import Compiled
from kit.db import Tx

NEEDS_COMMENT = ("reject", "return")
SHORTEST_COMMENT = 2  # characters that can be seen
_FORGET_DRAFTS = Compiled(delete(Draft).where(Draft.task_id == bindparam("task")))


@dataclass(frozen=True)
class Completed:
    """What came of it. `ended`: the whole instance has ended."""

    instance_id: int
    business_key: str
    outcome: str
    ended: bool


def complete(
    tx: Tx,
    task_id: UUID,
    *,
    outcome: str | None = None,
    comment: str | None = None,
    variables: dict[str, Any] | None = None,
    groups: frozenset[str],
) -> Completed:
    """Close the task for tx.actor, who belongs to `groups`. Raises TaskClosed (somebody was first), NotCandidate,
    SelfApproval, OutcomeUnknown, CommentMissing, Rejected (the form), InstanceNotActive."""
    task = tasks.find(tx, task_id)
    chosen = outcome or task.outcomes[0]
    given = dict(variables or {})
    check_actor(tx, task, groups)
    _check_answer(tx, task, chosen, comment, given)
    values = {**given, "outcome": chosen, "comment": comment, "actor": tx.actor.name}
    cause = Cause(
        "task.completed",
        comment,
        {"element": task.element_id, "task": task_id.hex, "outcome": chosen, "values": given},
        _record(tx, task, chosen, comment),
    )
    try:
        live = advance(tx, task.instance_id, lambda workflow: kernel.complete(workflow, task_id, values, tx.now), cause)
    except (errors.TaskGone, errors.TaskNotWaiting):
        raise tasks.closed(tx, task_id) from None
    except errors.InstanceNotActive as refusal:
        raise tasks.closed(tx, task_id, refusal) from None
    _FORGET_DRAFTS.run(tx, {"task": task_id})
    return Completed(task.instance_id, task.business_key, chosen, live.status != InstanceStatus.ACTIVE)


def check_actor(tx: Tx, task: tasks.Task, groups: frozenset[str]) -> None:
    """The assignee, or any member of a candidate group while nobody has claimed it. Raises NotCandidate."""
    allowed = bool(groups & set(task.candidate_groups)) if task.assignee is None else task.assignee == tx.actor.id
    if not allowed:
        raise task.refusal()


def _check_answer(tx: Tx, task: tasks.Task, outcome: str, comment: str | None, variables: dict[str, Any]) -> None:
    if outcome not in task.outcomes:
        raise errors.OutcomeUnknown(at="outcome", outcome=outcome[:40], known=", ".join(task.outcomes))
    if outcome in NEEDS_COMMENT and audit.visible(comment or "") < SHORTEST_COMMENT:
        raise errors.CommentMissing(at="comment")
    live, bundle = take(tx, task.instance_id)
    if not task.self_approval and tx.actor.name in _authors(live.workflow, task.id):
        raise errors.SelfApproval()
    schema = bundle.forms.get(task.form or "")
    if schema is not None:
        forms.check(schema, variables)
    elif variables:
        forms.check({"additionalProperties": False}, variables)
    keep(tx, live)


def _authors(workflow: Any, task_id: UUID) -> set[Any]:
    """Who started the process, and whoever has submitted the matter again since, as the task sees it."""
    process = kernel.variables(workflow).get("submitted_by")
    try:
        return {process, kernel.visible(workflow, task_id).get("submitted_by")}
    except errors.TaskGone:  # the completion itself says so
        return {process}


def _record(tx: Tx, task: tasks.Task, outcome: str, comment: str | None) -> dict[str, Any]:
    """The closed_task row, in column order."""
    return {
        "id": task.id,
        "instance_id": task.instance_id,
        "element": task.element_id,
        "title": task.name,
        "outcome": outcome,
        "comment": comment,
        "actor": tx.actor.id,
        "actor_name": tx.actor.name,
        "closed_at": clock.micros(tx.now),
    }
