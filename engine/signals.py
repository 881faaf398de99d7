"""Signals: everybody who waits for the name when it is thrown gets it, once, in all instances of the cluster.

Each receiver is served in its own transaction by the relay; processes whose newest version starts with the signal are
started. A suspended instance gets what was thrown meanwhile when it goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, tuple_

from engine import errors, hops, kernel, runtime, signal_table, starts
from engine.advance import Cause, advance, keep, take
from engine.fair_walk import FairWalk
from engine.models import InstanceStatus, Signal, SignalDelivery, WorkItem, is_open
from kit import ids
from kit.db import Database, Reader, Tx

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # delivered signals stay this long so that their dedupe keys still work
Delivery = tuple[UUID, UUID]


@dataclass(frozen=True)
class Broadcast:
    """`receivers`: how many waited or are started by it. `duplicate`: the dedupe key was seen before."""

    id: UUID
    receivers: int
    duplicate: bool = False


def broadcast(tx: Tx, name: str, variables: dict[str, Any], *, dedupe_key: str | None = None) -> Broadcast:
    """Note who waits now; the relay serves them. A repeated dedupe key has no effect."""
    signal_id = ids.new_uid()
    receivers = signal_table.store(tx, signal_id, name, variables, dedupe_key=dedupe_key)
    if receivers is None:
        return Broadcast(signal_id, 0, duplicate=True)
    return Broadcast(signal_id, receivers)


def relay(database: Database) -> int:
    """Serve those who wait for a thrown signal, the oldest signal first. Returns how many got it."""
    walk: FairWalk[Delivery] = runtime.of(database).walk("signal")
    return walk.run(database, _page, lambda key: database.write(partial(_deliver, signal_id=key[0], target=key[1])))


def _page(reader: Reader, after: Delivery | None, limit: int) -> Sequence[Delivery]:
    """Those whose receiver is held by a suspended instance are left out."""
    held = exists().where(WorkItem.id == SignalDelivery.target, ~is_open())
    query = select(SignalDelivery.signal_id, SignalDelivery.target).where(~held)
    if after is not None:
        query = query.where(tuple_(SignalDelivery.signal_id, SignalDelivery.target) > after)
    found = reader.session.execute(query.order_by(SignalDelivery.signal_id, SignalDelivery.target).limit(limit))
    return [(row.signal_id, row.target) for row in found]


def _deliver(tx: Tx, signal_id: UUID, target: UUID) -> bool:
    """False when another node was first, when the receiver has gone on, or when it is suspended."""
    row = tx.session.get(SignalDelivery, (signal_id, target))
    if row is None:
        return False
    signal = tx.session.get_one(Signal, signal_id)
    with hops.brought_by(tx, signal.hops):
        return _serve(tx, row, signal)


def _serve(tx: Tx, row: SignalDelivery, signal: Signal) -> bool:
    signal_id, target = signal.id, row.target
    if row.instance_id is None:
        return signal_table.served(tx, signal_id, target) and starts.by_signal(tx, target, signal.name, signal.payload)
    try:
        live, _ = take(tx, row.instance_id)
    except errors.InstanceGone:
        signal_table.served(tx, signal_id, target)
        return False
    keep(tx, live)
    if live.status == InstanceStatus.SUSPENDED or not signal_table.served(tx, signal_id, target):
        return False
    return _hand_over(tx, row.instance_id, target, signal)


def _hand_over(tx: Tx, instance_id: int, task_id: UUID, signal: Signal) -> bool:
    payload = signal.payload
    cause = Cause("signal.received", detail={"signal": signal.name, "id": signal.id.hex, "payload": payload})
    try:
        with tx.savepoint():
            advance(tx, instance_id, lambda workflow: kernel.fire(workflow, task_id, payload, tx.now), cause)
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive) as refusal:
        logger.info("signal found nobody waiting", extra={"action": "signal_dropped", "code": refusal.code})
        return False
    return True


def expire(tx: Tx) -> int:
    """Forget signals that everybody has got and whose keys are 30 days old."""
    open_ = exists().where(SignalDelivery.signal_id == Signal.id)
    old: Any = tx.session.execute(delete(Signal).where(Signal.thrown_at <= tx.now - KEPT, ~open_))
    return int(old.rowcount)
