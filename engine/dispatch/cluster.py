"""Remote jobs on PostgreSQL through Procrastinate: deferred in the transaction of the advance, run by any worker.

A worker that dies stops its heartbeat; lost_jobs.py gives its jobs to others. A job may therefore run twice: its
handler has the idempotency key, its result is accepted once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import make_url

from engine import jobs
from engine.dispatch import deferral
from kit.db import Database, Tx


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
        deferral.defer(tx, [task_id], due)


def _defer_opened(tx: Tx) -> None:
    waiting: Any = tx.memo.pop("jobs")
    if waiting:
        deferral.defer(tx, waiting, None)


def application(database: Database) -> procrastinate.App:
    """The worker's side: its own connections to the same database. The task blocks: it runs in a thread."""
    connector = procrastinate.PsycopgConnector(conninfo=conninfo(database.url))
    app = procrastinate.App(connector=connector)

    @app.task(name=deferral.TASK, queue=deferral.QUEUE)
    def run_job(task_id: str) -> None:
        jobs.run(database, UUID(task_id))

    return app


def conninfo(url: str) -> str:
    """A libpq address without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def schema() -> str:
    """Procrastinate's tables and functions, for the migration and for tests."""
    return SchemaManager.get_schema()
