"""Tells people something: once per key, in the house and, when wanted, outside through the outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from kit import broadcast, ids, outbox
from kit.db import Tx
from kit.insert_once import insert_once
from oms.notifications import errors, queries, rules
from oms.notifications.models import Notification, NotificationRead


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to say, to one user or to one group, about an order or a task."""

    zh: str
    en: str
    level: rules.Level = rules.Level.INFO
    user_id: int | None = None
    group: str | None = None
    order_id: int | None = None
    task_id: str | None = None


def notify(tx: Tx, message: Message, *, key: str, external: bool = False) -> bool:
    """Leave a notice; with `external` it also leaves the house after the commit. False: told under this key before."""
    if (message.user_id is None) == (message.group is None):
        raise ValueError("a notice is for one user or for one group")
    row = {
        "id": ids.new_id(),
        "key": key,
        "user_id": message.user_id,
        "user_group": message.group,
        "level": message.level,
        "zh": message.zh[:500],
        "en": message.en[:500],
        "order_id": message.order_id,
        "task_id": message.task_id,
        "created_at": tx.now,
    }
    if not insert_once(tx, Notification, row):
        return False
    data = {"order_id": str(message.order_id)} if message.order_id else {}
    broadcast.announce(tx, "notifications", data)
    if external:
        payload = {"zh": message.zh, "en": message.en, "level": message.level, "group": message.group}
        payload |= {"user_id": None if message.user_id is None else str(message.user_id), **data}
        outbox.put(tx, rules.EXTERNAL_TOPIC, payload, key=f"{rules.EXTERNAL_TOPIC}:{row['id']}")
    return True


def mark_read(tx: Tx, notification_id: int, user_id: int, groups: Collection[str]) -> None:
    """The user has read it; may run twice. Raises NotificationUnknown for somebody else's notice."""
    mine = select(Notification.id).where(Notification.id == notification_id, queries.receivers(user_id, groups))
    if tx.connection.execute(mine).scalar() is None:
        raise errors.NotificationUnknown
    row = {"notification_id": notification_id, "user_id": user_id, "read_at": tx.now}
    insert_once(tx, NotificationRead, row)
