"""Remote jobs on PostgreSQL in Procrastinate's queue: deferred in the transaction of the advance, run by any worker.

A worker (taking.py) that dies stops its heartbeat; lost_jobs.py gives its jobs to others. A job may therefore run
twice: its handler has the idempotency key, its result is accepted once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.schema import SchemaManager
from sqlalchemy.engine import make_url

from engine.dispatch import deferral
from kit.db import Tx


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


def conninfo(url: str) -> str:
    """A libpq address without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def schema() -> str:
    """Procrastinate's tables and functions, for the migration and for tests."""
    return SchemaManager.get_schema()
