"""Fires timers that are due, each in its own transaction; a timer that another process fired first is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select, tuple_

from engine import errors, kernel, runtime
from engine.advance import Cause, advance
from engine.fair_walk import FairWalk
from engine.models import ItemKind, WorkItem, is_open, of_kind
from kit import clock
from kit.db import Database, Reader, Tx

Due = tuple[int, UUID, int]


def fire_due(database: Database) -> int:
    """Fire what is due, the most overdue first. Returns how many fired."""
    walk: FairWalk[Due] = runtime.of(database).walk("timer")
    return walk.run(database, _due, lambda key: _fire(database, *key[1:]))


def _due(reader: Reader, after: Due | None, limit: int) -> Sequence[Due]:
    query = select(WorkItem.due_at, WorkItem.id, WorkItem.instance_id).where(
        of_kind(ItemKind.TIMER), is_open(), WorkItem.due_at <= clock.micros(reader.now)
    )
    if after is not None:
        query = query.where(tuple_(WorkItem.due_at, WorkItem.id) > after[:2])
    found = reader.session.execute(query.order_by(WorkItem.due_at, WorkItem.id).limit(limit))
    return [(row.due_at, row.id, row.instance_id) for row in found]


def _fire(database: Database, task_id: UUID, instance_id: int) -> bool:
    try:
        database.write(partial(fire, task_id=task_id, instance_id=instance_id))
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive):
        return False
    return True


def fire(tx: Tx, task_id: UUID, instance_id: int) -> None:
    """Raises TaskGone, TaskNotWaiting, InstanceNotActive when it is no longer waited for."""
    cause = Cause("timer.fired", detail={"task": task_id.hex})
    advance(tx, instance_id, lambda workflow: kernel.fire(workflow, task_id, None, tx.now), cause)
