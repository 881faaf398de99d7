"""Reads of notifications: what a user was told, himself or through his groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from kit import pagination
from kit.db import Reader, Tx
from oms.notifications.models import Notification, NotificationRead

LARGEST_PAGE = 200
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Notice:
    """A notice as its reader sees it; `read_at` None while unread."""

    id: int
    level: str
    zh: str
    en: str
    order_id: int | None
    task_id: str | None
    created_at: datetime
    read_at: datetime | None


def notices(
    reader: Reader | Tx,
    user_id: int,
    groups: Collection[str],
    *,
    unread_only: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> pagination.Page[Notice]:
    """What the user was told, newest first, a page of `limit`."""
    statement = _for_user(user_id, groups)
    if unread_only:
        statement = statement.where(NotificationRead.read_at.is_(None))
    if cursor:
        (last,) = pagination.decode_cursor(cursor, 1)
        if not isinstance(last, int):
            raise pagination.BadCursor(at="cursor")
        statement = statement.where(Notification.id < last)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = reader.connection.execute(statement.order_by(Notification.id.desc()).limit(limit + 1))
    found = [Notice(*row) for row in rows]
    after = pagination.encode_cursor((found[limit - 1].id,)) if len(found) > limit else None
    return pagination.Page(found[:limit], after)


def unread_count(reader: Reader | Tx, user_id: int, groups: Collection[str]) -> int:
    """How many the user has not read, counted up to MOST_COUNTED."""
    unread = _for_user(user_id, groups).where(NotificationRead.read_at.is_(None)).limit(MOST_COUNTED)
    return reader.connection.execute(select(func.count()).select_from(unread.subquery())).scalar_one()


def receivers(user_id: int, groups: Collection[str]) -> ColumnElement[bool]:
    """True for the notices of this user."""
    return or_(Notification.user_id == user_id, Notification.user_group.in_(sorted(groups)))


def _for_user(user_id: int, groups: Collection[str]) -> Select[*tuple[Any, ...]]:
    mine = and_(NotificationRead.notification_id == Notification.id, NotificationRead.user_id == user_id)
    columns = (
        Notification.id,
        Notification.level,
        Notification.zh,
        Notification.en,
        Notification.order_id,
        Notification.task_id,
        Notification.created_at,
        NotificationRead.read_at,
    )
    return select(*columns).outerjoin(NotificationRead, mine).where(receivers(user_id, groups))
