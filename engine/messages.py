"""Messages: delivered to the one instance that waits for their name and key, else they start the processes that begin
with this name, else they are kept until somebody waits.

While an instance that a message has started runs, further messages of its name and key wait until it has ended.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, exists, or_, select

from engine import errors, hops, mailbox, runtime, starts
from engine.advance import deliver, keep, take
from engine.fair_walk import FairWalk
from engine.models import Instance, ItemKind, MessageInbox, MessageStart, StartEvent, WorkItem, is_open, of_kind
from kit import clock, ids
from kit.compiled import Compiled
from kit.db import Database, Reader, Tx

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # delivered messages stay this long so that their dedupe keys still work
_WAITING = Compiled(
    select(WorkItem.id, WorkItem.instance_id)
    .where(
        of_kind(ItemKind.MESSAGE),
        is_open(),
        WorkItem.topic == bindparam("name"),
        WorkItem.correlation == bindparam("correlation"),
    )
    .order_by(WorkItem.id)
    .limit(1)
)


@dataclass(frozen=True)
class Published:
    """`delivered`: an instance took it in this transaction. `duplicate`: the dedupe key was seen before."""

    id: int
    delivered: bool
    duplicate: bool = False


def publish(
    tx: Tx,
    name: str,
    correlation_key: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    ttl: timedelta = mailbox.TTL,
    now: bool = True,
) -> Published:
    """Deliver to the oldest subscription, start what begins with it, or keep for `ttl`. With `now=False` it is only
    stored and the relay delivers it: for a transaction that publishes to several instances. A repeated dedupe key has
    no effect."""
    message = mailbox.keep(tx, name, correlation_key, payload, dedupe_key=dedupe_key, ttl=ttl)
    if message is None:
        return Published(0, delivered=False, duplicate=True)
    return Published(message.id, now and _take(tx, message))


def _take(tx: Tx, message: mailbox.Message) -> bool:
    with hops.brought_by(tx, message.hops):
        return (message.process_id is None and _hand_over(tx, message)) or _start(tx, message)


def _start(tx: Tx, message: mailbox.Message) -> bool:
    """False when no process begins with it, when another has taken it, or while its key's instance still runs."""
    targets = starts.by_message_name(tx, message.name, message.process_id)
    if not targets:
        return False
    row = mailbox.hold(tx, message.id)
    if row is None:
        return False
    if len(targets) > 1:
        parts = mailbox.split(tx, row, [target.process_id for target in targets])
        return any([_start_part(tx, part) for part in parts])
    instance_id, process_id = ids.new_id(), targets[0].process_id
    if message.correlation and not starts.claim(tx, process_id, message.correlation, instance_id):
        return False
    mailbox.delivered(tx, message.id)
    key, detail = message.correlation or message.name, {"message": message.name}
    starts.start(tx, targets[0], message.payload, business_key=key, detail=detail, instance_id=instance_id)
    return True


def _start_part(tx: Tx, part: mailbox.Message) -> bool:
    with hops.brought_by(tx, part.hops):
        return _start(tx, part)


def _hand_over(tx: Tx, message: mailbox.Message) -> bool:
    """False when nobody waits, or the one who waited has just gone on: then the message stays in the inbox."""
    found = _WAITING.one(tx, {"name": message.name, "correlation": message.correlation})
    if found is None:
        return False
    task_id, instance_id = found
    try:
        with tx.savepoint():
            keep(tx, take(tx, instance_id)[0])
            if not mailbox.delivered(tx, message.id):
                return False
            deliver(tx, instance_id, task_id, message.name, message.payload)
    except (errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive) as refusal:
        logger.info("message found nobody waiting", extra={"action": "message_kept", "code": refusal.code})
        return False
    return True


def relay(database: Database) -> int:
    """Deliver what lies in the inbox and is waited for, each in its own transaction. Returns how many."""
    return _relay(database, "message", _waited_for) + _relay(database, "message_start", _starting)


def _relay(database: Database, name: str, query: Callable[[], Select[int]]) -> int:
    walk: FairWalk[int] = runtime.of(database).walk(name)

    def page(reader: Reader, after: int | None, limit: int) -> Sequence[int]:
        lying = query().where(MessageInbox.delivered_at.is_(None), MessageInbox.expires_at > reader.now)
        if after is not None:
            lying = lying.where(MessageInbox.id > after)
        return list(reader.session.scalars(lying.order_by(MessageInbox.id).limit(limit)))

    return walk.run(database, page, lambda message_id: database.write(partial(_relay_one, message_id=message_id)))


def _waited_for() -> Select[int]:
    same = (WorkItem.topic == MessageInbox.name) & (WorkItem.correlation == MessageInbox.correlation)
    query = select(MessageInbox.id).join(WorkItem, same & of_kind(ItemKind.MESSAGE) & is_open())
    return query.where(MessageInbox.process_id.is_(None)).distinct()


def _starting() -> Select[int]:
    """Those that begin a process and whose key is free."""
    begins = StartEvent.name == MessageInbox.name
    busy = (
        exists()
        .where(MessageStart.process_id == StartEvent.process_id, MessageStart.correlation == MessageInbox.correlation)
        .where(Instance.id == MessageStart.instance_id, Instance.status.not_in(starts.ENDED))
    )
    mine = or_(MessageInbox.process_id.is_(None), MessageInbox.process_id == StartEvent.process_id)
    query = select(MessageInbox.id).join(StartEvent, begins).where(StartEvent.kind == ItemKind.MESSAGE, mine, ~busy)
    return query.distinct()


def _relay_one(tx: Tx, message_id: int) -> bool:
    row = tx.session.get(MessageInbox, message_id)
    if row is None or row.delivered_at is not None:
        return False
    return _take(tx, mailbox.Message(row.id, row.name, row.correlation, row.payload, row.process_id, row.hops))


def expire(tx: Tx) -> int:
    """Forget undelivered messages past their time, delivered ones after 30 days, and keys whose instance has ended.

    What it costs does not depend on how much has ended or was delivered: ids sort by time.
    """
    ended = exists().where(Instance.id == MessageStart.instance_id, Instance.status.in_(starts.ENDED))
    tx.session.execute(delete(MessageStart).where(ended))
    late = delete(MessageInbox).where(MessageInbox.expires_at <= tx.now, MessageInbox.delivered_at.is_(None))
    kept_since = tx.now - KEPT
    early = MessageInbox.id < ids.first_id(clock.micros(kept_since))
    done = delete(MessageInbox).where(early, MessageInbox.delivered_at <= kept_since)
    forgotten: list[Any] = [tx.session.execute(each) for each in (late, done)]
    return sum(int(each.rowcount) for each in forgotten)


def waiting_for(tx: Tx, name: str, correlation_key: str) -> UUID | None:
    """The task that would take such a message now."""
    query = select(WorkItem.id).where(
        of_kind(ItemKind.MESSAGE), WorkItem.topic == name, WorkItem.correlation == correlation_key
    )
    return tx.session.scalar(query.limit(1))
