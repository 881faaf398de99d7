"""Hands jobs to the cluster's queue, in the transaction of the advance: rolled back together, committed together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kit.db import Tx

QUEUE = "orderflow"
TASK = "run_job"
_DEFER = f"""
SELECT procrastinate_defer_jobs_v1(ARRAY(
    SELECT ROW('{QUEUE}', '{TASK}', 0, NULL, NULL, jsonb_build_object('task_id', t),
        clock_timestamp() + make_interval(secs => %s::float8))::procrastinate_job_to_defer_v1
    FROM unnest(%s::text[]) AS t))
"""  # noqa: S608 constants


def defer(tx: Tx, task_ids: list[UUID], due: datetime | None) -> None:
    """At once, or at `due`: counted from now on the database's own clock, which may differ from ours."""
    wait = None if due is None else max((due - tx.now).total_seconds(), 0.0)
    tx.cursor.execute(_DEFER, (wait, [task_id.hex for task_id in task_ids]))
