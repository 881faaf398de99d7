"""Finds jobs of the cluster that nobody runs any more: those of dead workers, and open ones that the queue has lost.

The work_item table is the truth; the queue is only the way to a worker. A tick on every node, one of them works.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from engine.dispatch import deferral
from engine.work_items import task_id
from kit import clock
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

HEARTBEAT = 5.0  # seconds between two signs of life of a worker
STALLED_AFTER = 20.0  # seconds without one: the worker is dead
MISSED_AFTER = timedelta(seconds=30)  # an open job this long overdue should lie in the queue
BATCH = 500
_LOCK = 7_203_003  # advisory lock number of this tick
_RETURN = f"""
SELECT procrastinate_retry_job_v1(dead.id, now(), NULL, NULL, NULL), dead.id FROM (
    SELECT job.id FROM procrastinate_jobs AS job
    WHERE job.status = 'doing' AND job.queue_name = '{deferral.QUEUE}'
        AND NOT EXISTS (
            SELECT 1 FROM procrastinate_workers AS worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - make_interval(secs => %s::float8))
    ORDER BY job.id LIMIT {BATCH} FOR UPDATE SKIP LOCKED) AS dead
"""  # noqa: S608 constants
_MISSED = f"""
SELECT item.id FROM work_item AS item
WHERE item.kind = 2 AND item.status = 0 AND item.due_at <= %s
    AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND job.args ->> 'task_id' = replace(item.id::text, '-', ''))
ORDER BY item.due_at LIMIT {BATCH}
"""  # noqa: S608 constants


def recover(database: Database) -> int:
    """Gives them to living workers. Returns how many."""
    return database.write(_recover)


def _recover(tx: Tx) -> int:
    tx.cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
    if not tx.cursor.fetchone()[0]:
        return 0
    returned = _rows(tx, _RETURN, STALLED_AFTER)
    missed = [task_id(row[0]) for row in _rows(tx, _MISSED, clock.micros(tx.now - MISSED_AFTER))]
    if missed:
        deferral.defer(tx, missed, None)
    if found := len(returned) + len(missed):
        logger.warning("jobs without worker go to another", extra={"action": "jobs_recovered", "count": found})
    return len(returned) + len(missed)


def _rows(tx: Tx, sql: str, parameter: float) -> list[Any]:
    tx.cursor.execute(sql, (parameter,))
    return list(tx.cursor.fetchall())
