"""advance: lock the instance, restore it, apply one event, let the kernel run, write the difference. One transaction.

Nothing here commits and nothing touches the network; local handlers run inside. A refused command (a Failure) leaves
nothing behind: the workflow object that saw it is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import orjson

from engine import codec, errors, feel, hops, kernel, mailbox, runtime, signal_table, store, work_items
from engine.bundles import LoadedBundle
from engine.hot import Live
from engine.kernel import Kind, Step, Wait
from engine.models import InstanceStatus
from engine.services import TransactionServices
from kit import audit, broadcast, clock, ids
from kit.db import Tx

Apply = Callable[[Any], None]


@dataclass(frozen=True)
class Cause:
    """Why an instance moves: goes into its journal. `done` holds the record of a task that a person decided."""

    action: str
    reason: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    done: dict[str, Any] | None = None


def begin(
    tx: Tx,
    bundle: LoadedBundle,
    variables: dict[str, Any],
    business_key: str,
    *,
    start_event: str | None = None,
    payload: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
    instance_id: int | None = None,
) -> Live:
    """A new instance, run until it waits, and written. `payload` came with the message or signal that starts it;
    `detail` says for the journal which. Raises UnknownStart, BadVariables."""
    instance_id = instance_id or ids.new_id()
    live = Live(instance_id, bundle.id, business_key, InstanceStatus.ACTIVE, 0, audit.GENESIS, None, {})
    services = _services(tx, bundle, live)
    with _moment(tx):
        try:
            live.workflow = kernel.start(
                bundle.specs, variables, services, tx.now, start_event=start_event, payload=payload
            )
        except errors.Abandon as abandoned:
            raise _cause_of(abandoned) from abandoned
        detail = {"variables": {**variables, **(payload or {})}, **(detail or {})}
        _write(tx, live, bundle, Cause("instance.started", detail=detail))
    return live


def advance(
    tx: Tx, instance_id: int, apply: Apply, cause: Cause, *, allowed: Iterable[int] = (InstanceStatus.ACTIVE,)
) -> Live:
    """Apply one event to an instance. Raises InstanceUnknown, InstanceNotActive, and what `apply` refuses with."""
    live, bundle = take(tx, instance_id)
    if live.status not in allowed:
        raise errors.InstanceNotActive(status=InstanceStatus(live.status).name.lower())
    with _moment(tx):
        try:
            apply(live.workflow)
        except errors.Abandon as abandoned:
            raise _cause_of(abandoned) from abandoned
        _write(tx, live, bundle, cause)
    return live


def take(tx: Tx, instance_id: int) -> tuple[Live, LoadedBundle]:
    """Lock the instance and have its workflow in memory, from this transaction, the hot cache or the blob."""
    engine = runtime.of(tx)
    live = _mine(tx).pop(instance_id, None)
    if live is not None:  # locked by this transaction already
        return live, engine.bundles.load(tx, live.bundle_id)
    live = engine.hot.take(instance_id)
    locked = store.lock(tx, instance_id)
    bundle = engine.bundles.load(tx, locked.bundle_id)
    if live is None or live.version != locked.version:
        live = _restore(tx, instance_id, locked, bundle)
    live.status = locked.status
    live.workflow.services = _services(tx, bundle, live)
    return live, bundle


def keep(tx: Tx, live: Live) -> None:
    """Give back an instance that was taken and only looked at."""
    _mine(tx)[live.instance_id] = live


def write_status(tx: Tx, live: Live, bundle: LoadedBundle, status: InstanceStatus, cause: Cause) -> None:
    """Journal a change of status that leaves the tokens where they are."""
    live.status = status
    _write(tx, live, bundle, cause)


def _moment(tx: Tx) -> AbstractContextManager[None]:
    """now() and today() in expressions: the transaction's time, in the zone of the business."""
    return feel.at(tx.now.astimezone(runtime.of(tx).zone))


def _restore(tx: Tx, instance_id: int, locked: store.Locked, bundle: LoadedBundle) -> Live:
    blob, head = store.state(tx, instance_id)
    key = locked.business_key
    live = Live(instance_id, locked.bundle_id, key, locked.status, locked.version, head, None, {})
    live.workflow = codec.load(blob, bundle.specs, _services(tx, bundle, live))
    live.open = {task_id: wait.kind for task_id, wait in kernel.waits(live.workflow).items()}
    return live


def _services(tx: Tx, bundle: LoadedBundle, live: Live) -> TransactionServices:
    return TransactionServices(tx, bundle, runtime.of(tx).zone, live.instance_id, live.business_key)


def _mine(tx: Tx) -> dict[int, Live]:
    """Instances that this transaction has already advanced; they become hot when it commits."""
    if "live" not in tx.memo:
        mine: dict[int, Live] = {}
        tx.memo["live"] = mine
        hot = runtime.of(tx).hot
        tx.after_commit(lambda: hot.put_all(mine.values()))
    return cast(dict[int, Live], tx.memo["live"])


def _cause_of(abandoned: errors.Abandon) -> BaseException:
    return abandoned.__cause__ or abandoned


def _write(tx: Tx, live: Live, bundle: LoadedBundle, cause: Cause) -> None:
    drained = kernel.drain(live.workflow)
    waits = kernel.waits(live.workflow)
    ended = kernel.is_completed(live.workflow)
    if ended and live.status == InstanceStatus.ACTIVE:
        live.status = InstanceStatus.ENDED
    failed = {step.task_id for step in drained.steps if step.event == "incident"}  # a retry may fail for a new reason
    fresh = [
        wait
        for task_id, wait in waits.items()
        if live.open.get(task_id) != wait.kind or (wait.kind == Kind.INCIDENT and task_id in failed)
    ]
    opened = [work_items.row(tx, live, bundle, wait) for wait in fresh]
    replaced = [row["id"] for row in opened if row["id"] in live.open]
    now = clock.micros(tx.now)
    body = _body(cause, drained.steps)
    subject = f"{bundle.process_id}:{live.business_key}"
    journal = audit.chain(tx, live.instance_id, live.version + 1, live.head, cause.action, subject, cause.reason, body)
    change = store.WriteSet(
        instance_id=live.instance_id,
        bundle_id=live.bundle_id,
        business_key=live.business_key,
        before=live.version,
        version=live.version + 1,
        status=int(live.status),
        incidents=sum(wait.kind == Kind.INCIDENT for wait in waits.values()),
        now=now,
        ended=now if live.status in (InstanceStatus.ENDED, InstanceStatus.CANCELLED) else None,
        blob=codec.save(live.workflow),
        journal=journal,
        closed=[task_id for task_id in live.open if task_id not in waits],
        replaced=replaced,
        opened=opened,
        done=[cause.done] if cause.done else [],
    )
    store.write(tx, change)
    live.version, live.head = change.version, journal[-1]
    live.open = {task_id: wait.kind for task_id, wait in waits.items()}
    _mine(tx)[live.instance_id] = live
    if drained.thrown:
        mailbox.keep_thrown(tx, live.instance_id, drained.thrown)
        signal_table.keep_thrown(tx, live.instance_id, drained.thrown)
    _follow_up(tx, live, fresh)


def _body(cause: Cause, steps: Iterable[Step]) -> str:
    """The journal's JSON: what came in, and each step as [element, process, event, µs, evidence?]."""
    lines = [
        [step.element_id, step.process_id, step.event, step.micros, *([dict(step.evidence)] if step.evidence else [])]
        for step in steps
    ]
    return orjson.dumps({**cause.detail, "steps": lines}, default=str).decode()


def _follow_up(tx: Tx, live: Live, fresh: list[Wait]) -> None:
    """In the same transaction: jobs to the dispatcher, messages that were early, a hint to the screens."""
    broadcast.announce(tx, "tasks", {"instance_id": str(live.instance_id), "order_id": live.business_key})
    if jobs := [wait.task_id for wait in fresh if wait.kind == Kind.JOB]:
        runtime.of(tx).dispatch.jobs_opened(tx, jobs)
    if hops.nested(tx) >= hops.MOST_NESTED:
        return
    for wait, message in mailbox.early(tx, fresh):
        if mailbox.delivered(tx, message.id):
            with hops.brought_by(tx, message.hops):
                deliver(tx, live.instance_id, wait.task_id, message.name, message.payload)


def deliver(tx: Tx, instance_id: int, task_id: UUID, name: str, payload: dict[str, Any]) -> Live:
    """Hand a message to the task that waits for it. Raises TaskGone or TaskNotWaiting when it no longer does."""
    cause = Cause("message.received", detail={"message": name, "payload": payload})
    return advance(tx, instance_id, lambda workflow: kernel.fire(workflow, task_id, payload, tx.now), cause)
