"""What stopped and needs a person: retried after the cause is gone, or skipped with a result given by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from engine import errors, incident_causes, kernel, runtime
from engine.advance import Cause, advance
from engine.incident_causes import IncidentText
from engine.models import Instance, ItemKind, WorkItem, of_kind
from engine.work_items import task_id as as_task_id
from kit import audit, clock
from kit.db import Reader, Tx
from kit.pagination import Page, encode_cursor, read_cursor


@dataclass(frozen=True)
class Incident:
    """An open incident; its id is the id of the task that stopped. `text` is about the last attempt; `topic` is None
    where no handler was asked; `attempts` counts those since the last retry by a person."""

    id: UUID
    instance_id: int
    business_key: str
    element_id: str
    element_name: str
    process_id: str
    process_name: str
    topic: str | None
    text: IncidentText
    attempts: int
    created_at: datetime


def page(reader: Reader, *, cursor: str | None = None, limit: int = 50) -> Page[Incident]:
    """Oldest first."""
    query = (
        select(WorkItem, Instance.business_key, Instance.bundle)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(of_kind(ItemKind.INCIDENT))
        .order_by(WorkItem.id)
        .limit(limit + 1)
    )
    if cursor is not None:
        query = query.where(WorkItem.id > read_cursor(cursor, UUID)[0])
    found = [_incident(reader, *row) for row in reader.session.execute(query)]
    following = encode_cursor((found[limit - 1].id.hex,)) if len(found) > limit else None
    return Page(found[:limit], following)


def retry(tx: Tx, incident_id: UUID, *, reason: str, variables: dict[str, Any] | None = None) -> None:
    """Run what failed once more, now, with these variables corrected. Raises IncidentUnknown, ReasonMissing,
    BadVariables. It may end in a new incident."""
    detail = {"task": incident_id.hex, **({"values": variables} if variables else {})}
    cause = Cause("incident.retried", audit.require_reason(reason), detail)
    instance_id = _instance_of(tx, incident_id)
    _advance(tx, instance_id, lambda workflow: kernel.retry(workflow, incident_id, tx.now, variables), cause)


def skip(tx: Tx, incident_id: UUID, *, reason: str, variables: dict[str, Any] | None = None) -> None:
    """Count the activity as done with this result. Raises IncidentUnknown, ReasonMissing, TaskNotWaiting."""
    detail = {"task": incident_id.hex, "values": variables or {}}
    cause = Cause("incident.skipped", audit.require_reason(reason), detail)
    instance_id = _instance_of(tx, incident_id)
    _advance(tx, instance_id, lambda workflow: kernel.skip(workflow, incident_id, variables, tx.now), cause)


def _advance(tx: Tx, instance_id: int, apply: Any, cause: Cause) -> None:
    try:
        advance(tx, instance_id, apply, cause)
    except errors.TaskGone:
        raise errors.IncidentUnknown() from None


def _instance_of(tx: Tx, incident_id: UUID) -> int:
    query = select(WorkItem.instance_id).where(WorkItem.id == incident_id, WorkItem.kind == ItemKind.INCIDENT)
    found = tx.session.scalar(query)
    if found is None:
        raise errors.IncidentUnknown()
    return found


def _incident(reader: Reader, row: WorkItem, business_key: str, bundle_id: int) -> Incident:
    bundle = runtime.of(reader).bundles.load(reader, bundle_id)
    return Incident(
        id=as_task_id(row.id),
        instance_id=row.instance_id,
        business_key=business_key,
        element_id=row.element,
        element_name=row.title,
        process_id=row.process,
        process_name=bundle.title(row.process),
        topic=row.topic,
        text=incident_causes.recalled(orjson.loads(row.payload or "{}"), row.title),
        attempts=row.attempts,
        created_at=clock.from_micros(row.created_at),
    )
