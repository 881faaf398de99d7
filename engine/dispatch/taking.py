"""The worker's side of the cluster's queue: takes several jobs in one statement, signs them off where they are settled.

A worker that Procrastinate itself would recognise: registered, with a heartbeat. Taken jobs are `doing` under its
number; lost_jobs.py gives them to others when the heartbeat stops. See docs/adr/0004.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from engine import jobs
from engine.dispatch import deferral, lost_jobs
from kit.db import Tx

CHANNEL = f"procrastinate_queue_v1#{deferral.QUEUE}"  # told by Procrastinate's trigger of every new job
_TAKE = f"""
WITH taken AS (
    UPDATE procrastinate_jobs AS job SET status = 'doing', worker_id = %s FROM (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND queue_name = '{deferral.QUEUE}' AND (scheduled_at IS NULL OR scheduled_at <= now())
        ORDER BY priority DESC, id LIMIT %s FOR UPDATE SKIP LOCKED) AS waiting
    WHERE job.id = waiting.id RETURNING job.id, (job.args ->> 'task_id')::uuid AS task)
SELECT taken.id, taken.task, item.due_at, item.instance_id, instance.business_key, item.topic, item.element,
    item.attempts, item.retries, item.payload
FROM taken LEFT JOIN (work_item AS item JOIN instance ON instance.id = item.instance_id)
    ON item.id = taken.task AND item.kind = 2 AND item.status = 0
ORDER BY taken.id
"""  # noqa: S608 constants
_SIGN_OFF = "DELETE FROM procrastinate_jobs WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Taken:
    """A job of the queue, ours until our heartbeat stops."""

    id: int
    task_id: UUID
    row: jobs.Row | None = field(compare=False)  # None: the task is gone

    def sign_off(self, tx: Tx) -> None:
        """In the transaction that settles the job: both are done, or neither. May run twice."""
        tx.cursor.execute(_SIGN_OFF, ([self.id],))


class Desk:
    """One registered worker on a connection of its own, in autocommit; used by one thread."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._worker = self._one("SELECT worker_id FROM procrastinate_register_worker_v1()")

    def take(self, most: int) -> list[Taken]:
        """Jobs that are due, oldest first; none twice, whoever else is taking."""
        rows = self._connection.execute(_TAKE, (self._worker, most), prepare=True).fetchall()
        return [Taken(id, task, None if row[0] is None else jobs.Row(*row)) for id, task, *row in rows]

    def sign_off(self, given_up: list[Taken]) -> None:
        """Those whose settling went wrong: the open ones among them are found by lost_jobs.py."""
        self._connection.execute(_SIGN_OFF, ([job.id for job in given_up],))

    def alive(self) -> None:
        """A sign of life; forgets workers that have given none for long. Raises LookupError when we are among them."""
        self._connection.execute("SELECT procrastinate_update_heartbeat_v1(%s)", (self._worker,))
        self._connection.execute("SELECT procrastinate_prune_stalled_workers_v1(%s)", (lost_jobs.STALLED_AFTER,))
        if not self._one("SELECT count(*) FROM procrastinate_workers WHERE id = %s", (self._worker,)):
            raise LookupError("this worker was taken for dead")

    def leave(self) -> None:
        """What is still running goes to others at once."""
        self._connection.execute("SELECT procrastinate_unregister_worker_v1(%s)", (self._worker,))

    def _one(self, sql: str, parameters: tuple[Any, ...] = ()) -> int:
        row = self._connection.execute(sql, parameters).fetchone()
        if row is None:
            raise LookupError(sql)
        return int(row[0])
