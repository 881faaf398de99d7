"""Fires timers that are due, each in its own transaction; a timer that another process fired first is left alone."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from sqlalchemy import select

from engine import errors, kernel
from engine.advance import Cause, advance
from engine.models import ItemKind, WorkItem, is_open, of_kind
from kit import clock
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

BATCH = 200


def fire_due(database: Database) -> int:
    """Fire at most BATCH timers, the most overdue first. Returns how many fired."""
    with database.read() as reader:
        query = (
            select(WorkItem.id, WorkItem.instance_id)
            .where(
                of_kind(ItemKind.TIMER),
                is_open(),
                WorkItem.due_at <= clock.micros(reader.now),
            )
            .order_by(WorkItem.due_at)
            .limit(BATCH)
        )
        due = [(row.id, row.instance_id) for row in reader.session.execute(query)]
    return sum(_fire(database, task_id, instance_id) for task_id, instance_id in due)


def _fire(database: Database, task_id: UUID, instance_id: int) -> bool:
    try:
        database.write(partial(fire, task_id=task_id, instance_id=instance_id))
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive):
        return False
    except Exception:
        logger.exception("timer failed", extra={"action": "timer_failed", "task": task_id.hex})
        return False
    return True


def fire(tx: Tx, task_id: UUID, instance_id: int) -> None:
    """Raises TaskGone, TaskNotWaiting, InstanceNotActive when it is no longer waited for."""
    cause = Cause("timer.fired", detail={"task": task_id.hex})
    advance(tx, instance_id, lambda workflow: kernel.fire(workflow, task_id, None, tx.now), cause)
