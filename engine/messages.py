"""Messages: delivered to the one instance that waits for their name and key, or kept until somebody does."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from engine import errors, mailbox
from engine.advance import deliver, keep, take
from engine.models import ItemKind, MessageInbox, WorkItem, is_open, of_kind
from kit.compiled import Compiled
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

BATCH = 100
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
    """Deliver to the oldest subscription, or keep for `ttl`. With `now=False` it is only stored and the relay delivers
    it: for a transaction that publishes to several instances. A repeated dedupe key has no effect."""
    message = mailbox.keep(tx, name, correlation_key, payload, dedupe_key=dedupe_key, ttl=ttl)
    if message is None:
        return Published(0, delivered=False, duplicate=True)
    return Published(message.id, now and _hand_over(tx, message))


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
    with database.read() as reader:
        query = (
            select(MessageInbox.id)
            .join(
                WorkItem,
                (WorkItem.topic == MessageInbox.name)
                & (WorkItem.correlation == MessageInbox.correlation)
                & of_kind(ItemKind.MESSAGE),
            )
            .where(
                MessageInbox.delivered_at.is_(None),
                MessageInbox.expires_at > reader.now,
                is_open(),
            )
            .order_by(MessageInbox.id)
            .limit(BATCH)
        )
        waiting = list(dict.fromkeys(reader.session.scalars(query)))
    return sum(_relay(database, message_id) for message_id in waiting)


def _relay(database: Database, message_id: int) -> bool:
    try:
        return database.write(partial(_relay_one, message_id=message_id))
    except Exception:
        logger.exception("message failed", extra={"action": "message_failed", "message_id": message_id})
        return False


def _relay_one(tx: Tx, message_id: int) -> bool:
    row = tx.session.get(MessageInbox, message_id)
    if row is None or row.delivered_at is not None:
        return False
    return _hand_over(tx, mailbox.Message(row.id, row.name, row.correlation, row.payload))


def expire(tx: Tx) -> int:
    """Forget undelivered messages past their time and delivered ones after 30 days."""
    old = (MessageInbox.expires_at <= tx.now) & MessageInbox.delivered_at.is_(None)
    done = MessageInbox.delivered_at <= tx.now - KEPT
    result: Any = tx.session.execute(delete(MessageInbox).where(old | done))
    return int(result.rowcount)


def waiting_for(tx: Tx, name: str, correlation_key: str) -> UUID | None:
    """The task that would take such a message now."""
    query = select(WorkItem.id).where(
        of_kind(ItemKind.MESSAGE), WorkItem.topic == name, WorkItem.correlation == correlation_key
    )
    return tx.session.scalar(query.limit(1))
