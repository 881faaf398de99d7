"""Remote jobs on PostgreSQL through Procrastinate: deferred in the transaction of the advance, run by any worker.

A worker that dies stops its heartbeat; its jobs are given to others. A job may therefore run twice: its handler has the
idempotency key, its result is accepted once.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import procrastinate
from procrastinate import JobContext
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import make_url

from engine import jobs
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

QUEUE = "orderflow"
TASK = "run_job"
HEARTBEAT = 5.0  # seconds between two signs of life
STALLED_AFTER = 20.0  # seconds without one: the worker is dead
_DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY(
    SELECT ROW('orderflow', 'run_job', 0, NULL, NULL, jsonb_build_object('task_id', t), %s::timestamptz)
        ::procrastinate_job_to_defer_v1
    FROM unnest(%s::text[]) AS t))
"""


class ClusterDispatch:
    """The deferring side: used by every process that writes."""

    def jobs_opened(self, tx: Tx, task_ids: list[UUID]) -> None:
        """All jobs of the transaction go out in one statement, just before its commit."""
        if "jobs" not in tx.memo:
            tx.memo["jobs"] = []
            tx.before_commit(_defer_opened)
        waiting: Any = tx.memo["jobs"]
        waiting.extend(task_ids)

    def job_later(self, tx: Tx, task_id: UUID, due: datetime) -> None:
        _defer(tx, [task_id], due)


def _defer_opened(tx: Tx) -> None:
    waiting: Any = tx.memo.pop("jobs")
    if waiting:
        _defer(tx, waiting, None)


def _defer(tx: Tx, task_ids: list[UUID], due: datetime | None) -> None:
    tx.cursor.execute(_DEFER, (due, [task_id.hex for task_id in task_ids]))


def application(database: Database) -> procrastinate.App:
    """The worker's side: its own connections to the same database."""
    connector = procrastinate.PsycopgConnector(conninfo=conninfo(database.url))
    app = procrastinate.App(connector=connector)

    @app.task(name=TASK, queue=QUEUE)
    def run_job(task_id: str) -> None:
        jobs.run(database, UUID(task_id))

    @app.periodic(cron="*/10 * * * * *")
    @app.task(name="return_stalled_jobs", queue=QUEUE, queueing_lock="return_stalled_jobs", pass_context=True)
    async def return_stalled_jobs(context: JobContext, timestamp: int) -> None:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
        for job in stalled:
            logger.warning("job of a dead worker goes to another", extra={"action": "job_returned", "job": job.id})
            await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))

    return app


def conninfo(url: str) -> str:
    """A libpq address without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def schema() -> str:
    """Procrastinate's tables and functions, for the migration and for tests."""
    return SchemaManager.get_schema()
