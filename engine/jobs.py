"""Runs one remote job: the handler outside any transaction, its result in one. Safe to run twice for the same job.

A failure is tried again after the handler's backoff; when no retries are left an incident asks a person. The work item
is the truth: whoever delivers a job late or twice finds it gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select, update

from engine import errors, incident_causes, kernel, runtime, topics
from engine.advance import Cause, advance
from engine.models import Instance, ItemKind, WorkItem, is_open, of_kind
from engine.services import read_input
from kit import clock
from kit.compiled import Compiled
from kit.db import Database, Reader, Tx

logger = logging.getLogger(__name__)

ERROR_LENGTH = 500
_OPEN_JOB = Compiled(
    select(
        WorkItem.due_at,
        WorkItem.instance_id,
        Instance.business_key,
        WorkItem.topic,
        WorkItem.element,
        WorkItem.attempts,
        WorkItem.retries,
        WorkItem.payload,
    )
    .join(Instance, Instance.id == WorkItem.instance_id)
    .where(WorkItem.id == bindparam("task"), of_kind(ItemKind.JOB), is_open())
)


class Row(NamedTuple):
    """An open job as its table has it; `due_at` in µs."""

    due_at: int
    instance_id: int
    business_key: str
    topic: str
    element: str
    attempts: int
    retries: int
    payload: str | None


@dataclass(frozen=True)
class Ready:
    """A job that may run now."""

    job: topics.Job
    handler: topics.Handler[Any, Any]
    inputs: dict[str, Any]
    retries: int


Also = Callable[[Tx], None]


def run(database: Database, task_id: UUID, *, also: Also | None = None) -> None:
    """Do the job and record what came of it. One that is gone is left alone; one that comes early comes again.

    `also` is done in the transaction that settles it, whatever comes of it: a queue signs its job off there.
    """
    with database.read() as reader:
        found = _OPEN_JOB.one(reader, {"task": task_id})
    run_found(database, task_id, None if found is None else Row(*found), also=also)


def run_found(database: Database, task_id: UUID, row: Row | None, *, also: Also | None = None) -> None:
    """The same for a job whose row was just read."""
    now = database.clock.now()
    if row is None:
        _settle(database, None, also)
        return
    if row.due_at > clock.micros(now):
        later = clock.from_micros(row.due_at)
        _settle(database, lambda tx: runtime.of(tx).dispatch.job_later(tx, task_id, later), also)
        return
    ready = _ready(task_id, now, row)
    if ready is None:
        _settle(database, partial(_nobody, task_id=task_id, instance_id=row.instance_id, topic=row.topic), also)
        return
    try:
        given = read_input(ready.handler, ready.inputs)
        made = ready.handler.run(database, ready.job, given)
        database.write(_with(lambda tx: _finish(tx, ready, given, made), also))
    except errors.BpmnError as outcome:
        _settle(database, partial(_throw, ready=ready, outcome=outcome), also)
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive):
        logger.info("job result came too late", extra={"action": "job_late", "job": ready.job.key})
        _settle(database, None, also)
    except Exception as failure:
        logger.warning("job failed", extra={"action": "job_failed", "job": ready.job.key}, exc_info=failure)
        _settle(database, partial(_fail, ready=ready, failure=failure), also)


def open_jobs(reader: Reader) -> list[tuple[UUID, int]]:
    """(id, due µs) of every job that is not done: what a starting process takes up again."""
    query = select(WorkItem.id, WorkItem.due_at).where(of_kind(ItemKind.JOB), is_open())
    return [(row.id, row.due_at) for row in reader.session.execute(query.order_by(WorkItem.due_at))]


def _ready(task_id: UUID, now: datetime, row: Row) -> Ready | None:
    """None: this version has no handler for it."""
    handler = topics.find(row.topic)
    if handler is None:
        return None
    known = orjson.loads(row.payload or "{}")
    job = topics.Job(
        instance_id=row.instance_id,
        task_id=task_id,
        business_key=row.business_key,
        topic=handler.topic,
        element_id=row.element,
        attempt=row.attempts + 1,
        now=now,
        headers=known.get("headers", {}),
    )
    return Ready(job, handler, known.get("inputs", {}), row.retries or handler.retries)


def _nobody(tx: Tx, task_id: UUID, instance_id: int, topic: str) -> None:
    """Waiting would not help: a person must see that the handler is gone."""
    missing = errors.HandlerMissing(topic=topic)
    cause = Cause("job.exhausted", detail={"topic": topic, "message": str(missing), "attempts": 0})
    advance(tx, instance_id, lambda workflow: kernel.fail_job(workflow, task_id, missing, tx.now), cause)


def _finish(tx: Tx, ready: Ready, given: Any, made: Any) -> None:
    """The result and what the handler's `apply` adds, in one transaction with the advance."""
    result = made.model_dump(mode="json")
    cause = Cause("job.completed", detail={"topic": ready.job.topic, "result": result})

    def apply(workflow: Any) -> None:
        if ready.handler.apply is not None:
            _require_open(workflow, ready.job.task_id)
            ready.handler.apply(tx, ready.job, given, made)
        kernel.finish_job(workflow, ready.job.task_id, result, tx.now)

    advance(tx, ready.job.instance_id, apply, cause)


def _require_open(workflow: Any, task_id: UUID) -> None:
    """Before anything is written for it. Raises TaskGone."""
    wait = kernel.waits(workflow).get(task_id)
    if wait is None or wait.kind != kernel.Kind.JOB:
        raise errors.TaskGone()


def _throw(tx: Tx, ready: Ready, outcome: errors.BpmnError) -> None:
    detail = {"topic": ready.job.topic, "code": outcome.code, "message": outcome.message}
    job = ready.job

    def apply(workflow: Any) -> None:
        kernel.throw_error(workflow, job.task_id, outcome.code, outcome.message, outcome.variables, tx.now)

    advance(tx, job.instance_id, apply, Cause("job.error", detail=detail))


def _fail(tx: Tx, ready: Ready, failure: Exception) -> None:
    """One attempt less; the last one leaves an incident."""
    job, message = ready.job, incident_causes.said_by(failure)[:ERROR_LENGTH]
    if job.attempt >= ready.retries:
        cause = Cause("job.exhausted", detail={"topic": job.topic, "message": message, "attempts": job.attempt})
        advance(tx, job.instance_id, lambda workflow: kernel.fail_job(workflow, job.task_id, failure, tx.now), cause)
        return
    pauses = ready.handler.backoff
    due = tx.now + timedelta(seconds=pauses[min(job.attempt, len(pauses)) - 1])
    changed: Any = tx.session.execute(
        update(WorkItem)
        .where(WorkItem.id == job.task_id, WorkItem.attempts == job.attempt - 1)
        .values(attempts=job.attempt, due_at=clock.micros(due), reason=message[:300])
    )
    if changed.rowcount == 1:
        runtime.of(tx).dispatch.job_later(tx, job.task_id, due)


def _settle(database: Database, work: Also | None, also: Also | None) -> None:
    try:
        if work is not None:
            database.write(_with(work, also))
            return
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive):
        logger.info("job outcome came too late", extra={"action": "job_late"})
    if also is not None:
        database.write(also)


def _with(work: Also, also: Also | None) -> Also:
    def both(tx: Tx) -> None:
        work(tx)
        if also is not None:
            also(tx)

    return both
