"""The message inbox table: messages that nobody waits for yet, and those that a later transaction delivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from engine import hops
from engine.kernel import Kind, Thrown, Wait
from engine.models import MessageInbox
from kit import ids
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once

TTL = timedelta(days=7)
_EARLY = Compiled(
    select(MessageInbox.id, MessageInbox.name, MessageInbox.correlation, MessageInbox.payload, MessageInbox.hops)
    .where(
        MessageInbox.name == bindparam("name"),
        MessageInbox.correlation == bindparam("correlation"),
        MessageInbox.process_id.is_(None),
        MessageInbox.delivered_at.is_(None),
        MessageInbox.expires_at > bindparam("now"),
    )
    .order_by(MessageInbox.id)
    .limit(1)
)
_DELIVERED = Compiled(
    update(MessageInbox)
    .where(MessageInbox.id == bindparam("message"), MessageInbox.delivered_at.is_(None))
    .values(delivered_at=bindparam("now"))
)


@dataclass(frozen=True)
class Message:
    """A message that lies in the inbox. With `process_id` it is only there to start that process."""

    id: int
    name: str
    correlation: str
    payload: dict[str, Any]
    process_id: str | None = None
    hops: int | None = None


def keep(
    tx: Tx,
    name: str,
    correlation: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str | None,
    ttl: timedelta = TTL,
    branches: int = 1,
) -> Message | None:
    """Store a message, one of so many at once; None when one with this dedupe key came before, whatever became of
    it."""
    message = Message(ids.new_id(), name, correlation, payload, hops=hops.following(tx, branches))
    times = {"created_at": tx.now, "expires_at": tx.now + ttl, "delivered_at": None}
    new = insert_once(tx, MessageInbox, {**vars(message), **times, "dedupe_key": dedupe_key})
    return message if new else None


def delivered(tx: Tx, message_id: int) -> bool:
    """Write down that an instance takes it; False when another one has. Lock the instance first."""
    return _DELIVERED.run(tx, {"message": message_id, "now": tx.now}) == 1


def hold(tx: Tx, message_id: int) -> MessageInbox | None:
    """Lock a message that nobody has taken; None when somebody has. Instances are locked before, never after."""
    row = tx.session.get(MessageInbox, message_id, with_for_update=tx.postgres, populate_existing=True)
    return None if row is None or row.delivered_at is not None else row


def split(tx: Tx, row: MessageInbox, process_ids: Sequence[str]) -> list[Message]:
    """A held message that starts several processes becomes one message for each."""
    made = []
    with hops.brought_by(tx, row.hops):
        come_over = hops.following(tx, len(process_ids)) - 1
    for process_id in process_ids:
        copy = Message(ids.new_id(), row.name, row.correlation, row.payload, process_id, come_over)
        times = {"created_at": row.created_at, "expires_at": row.expires_at, "delivered_at": None}
        insert_once(tx, MessageInbox, {**vars(copy), **times, "dedupe_key": f"{row.id}>{process_id}"})
        made.append(copy)
    delivered(tx, row.id)
    return made


def keep_thrown(tx: Tx, instance_id: int, thrown: Sequence[Thrown]) -> None:
    """Messages that a diagram throws leave through the inbox: never two instances in one transaction."""
    for message in thrown:
        if message.kind != "message":
            continue
        key = f"{instance_id}:{message.task_id.hex}"
        keep(tx, message.name, message.key, dict(message.payload), dedupe_key=key, branches=len(thrown))


def early(tx: Tx, waits: Iterable[Wait]) -> list[tuple[Wait, Message]]:
    """For each new message subscription the oldest message that already lies there."""
    found = []
    for wait in waits:
        if wait.kind == Kind.MESSAGE:
            row = _EARLY.one(tx, {"name": wait.name, "correlation": wait.key, "now": tx.now})
            if row is not None:
                found.append((wait, Message(row[0], row[1], row[2], row[3], hops=row[4])))
    return found
