"""Process instances: start, suspend, resume, cancel, look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from engine import codec, errors, kernel, runtime, store
from engine.advance import Cause, advance, begin, take, write_status
from engine.models import Bundle, Instance, InstanceState, InstanceStatus, ItemKind, ItemStatus, WorkItem
from engine.services import TransactionServices
from kit import audit, clock
from kit.db import Reader, Tx
from kit.pagination import Page, encode_cursor, read_cursor, whole


@dataclass(frozen=True)
class Started:
    """A new instance after its first transaction."""

    instance_id: int
    ended: bool
    variables: dict[str, Any]


@dataclass(frozen=True)
class InstanceView:
    """What lists and pages show of an instance."""

    id: int
    process_id: str
    version: int
    status: str
    business_key: str
    incidents: int
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None


def start(
    tx: Tx, process_id: str, variables: dict[str, Any], *, business_key: str, start_event: str | None = None
) -> Started:
    """A new instance of the active version, run until it waits. `start_event` chooses one of several; else the plain
    one. Raises UnknownProcess, UnknownStart, BadVariables."""
    bundle = runtime.of(tx).bundles.active(tx, process_id)
    live = begin(tx, bundle, variables, business_key, start_event=start_event)
    ended = live.status != InstanceStatus.ACTIVE
    return Started(live.instance_id, ended, kernel.variables(live.workflow))


def cancel(tx: Tx, instance_id: int, *, reason: str) -> None:
    """End it where it stands; everything it waits for vanishes. Raises ReasonMissing, InstanceNotActive."""
    cause = Cause("instance.cancelled", audit.require_reason(reason))
    live, bundle = take(tx, instance_id)
    _require(live.status, InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
    kernel.cancel(live.workflow, tx.now)
    write_status(tx, live, bundle, InstanceStatus.CANCELLED, cause)


def hold(tx: Tx, instance_id: int) -> None:
    """Lock the instance for this transaction, ahead of other rows. Raises InstanceUnknown."""
    store.lock(tx, instance_id)


def suspend(tx: Tx, instance_id: int, *, reason: str) -> None:
    """Nothing of it can be completed, fired or delivered until it is resumed."""
    cause = Cause("instance.suspended", audit.require_reason(reason))
    live, bundle = take(tx, instance_id)
    _require(live.status, InstanceStatus.ACTIVE)
    write_status(tx, live, bundle, InstanceStatus.SUSPENDED, cause)
    tx.session.execute(
        update(WorkItem).where(WorkItem.instance_id == instance_id).values(status=ItemStatus.HELD, inbox=None)
    )


def resume(tx: Tx, instance_id: int, *, reason: str) -> None:
    """Go on; timers that came due meanwhile fire at the next tick, once each."""
    cause = Cause("instance.resumed", audit.require_reason(reason))
    live, bundle = take(tx, instance_id)
    _require(live.status, InstanceStatus.SUSPENDED)
    write_status(tx, live, bundle, InstanceStatus.ACTIVE, cause)
    mine = WorkItem.instance_id == instance_id
    tx.session.execute(update(WorkItem).where(mine).values(status=ItemStatus.OPEN))
    unclaimed = (WorkItem.kind == ItemKind.USER, WorkItem.assignee.is_(None))
    tx.session.execute(update(WorkItem).where(mine, *unclaimed).values(inbox=WorkItem.candidates))
    jobs = select(WorkItem.id).where(mine, WorkItem.kind == ItemKind.JOB)
    if waiting := list(tx.session.scalars(jobs)):
        runtime.of(tx).dispatch.jobs_opened(tx, waiting)


def correct(tx: Tx, instance_id: int, variables: dict[str, Any], *, reason: str) -> None:
    """An operator sets process variables; conditions are looked at again."""
    cause = Cause("instance.corrected", audit.require_reason(reason), {"variables": variables})
    advance(tx, instance_id, lambda workflow: kernel.set_variables(workflow, variables, tx.now), cause)


def variables(view: Tx | Reader, instance_id: int) -> dict[str, Any]:
    """The process variables as last saved. Raises InstanceUnknown, InstanceGone."""
    instance = view.session.get(Instance, instance_id)
    if instance is None:
        raise errors.InstanceUnknown(instance=instance_id)
    blob = view.session.scalar(select(InstanceState.blob).where(InstanceState.instance_id == instance_id))
    if blob is None:
        raise errors.InstanceGone(instance=instance_id)
    engine = runtime.of(view)
    bundle = engine.bundles.load(view, instance.bundle)
    services: Any = TransactionServices(view, bundle, engine.zone, instance_id, instance.business_key)  # type: ignore[arg-type]
    return kernel.variables(codec.load(bytes(blob), bundle.specs, services))


def view(reader: Tx | Reader, instance_id: int) -> InstanceView:
    """Raises InstanceUnknown."""
    row = reader.session.execute(_VIEW.where(Instance.id == instance_id)).first()
    if row is None:
        raise errors.InstanceUnknown(instance=instance_id)
    return _as_view(*row)


def page(
    reader: Reader,
    *,
    process_id: str | None = None,
    status: str | None = None,
    business_key: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InstanceView]:
    """Newest first."""
    query = _VIEW.order_by(Instance.id.desc()).limit(limit + 1)
    if process_id is not None:
        query = query.where(Bundle.process_id == process_id)
    if status is not None and status.upper() in InstanceStatus.__members__:
        query = query.where(Instance.status == InstanceStatus[status.upper()])
    if business_key is not None:
        query = query.where(Instance.business_key == business_key)
    if cursor is not None:
        query = query.where(Instance.id < read_cursor(cursor, whole)[0])
    found = [_as_view(*row) for row in reader.session.execute(query)]
    following = encode_cursor((found[limit - 1].id,)) if len(found) > limit else None
    return Page(found[:limit], following)


_VIEW = select(Instance, Bundle.process_id, Bundle.version).join(Bundle, Bundle.id == Instance.bundle)


def _as_view(row: Instance, process_id: str, version: int) -> InstanceView:
    return InstanceView(
        id=row.id,
        process_id=process_id,
        version=version,
        status=InstanceStatus(row.status).name.lower(),
        business_key=row.business_key,
        incidents=row.incidents,
        started_at=clock.from_micros(row.started_at),
        updated_at=clock.from_micros(row.updated_at),
        ended_at=None if row.ended_at is None else clock.from_micros(row.ended_at),
    )


def _require(status: int, *allowed: InstanceStatus) -> None:
    if status not in allowed:
        raise errors.InstanceNotActive(status=InstanceStatus(status).name.lower())
