"""Notices, in the reader's language."""

from __future__ import annotations

from api.shapes.values import Moment, Out
from kit.errors import Language
from oms.notifications import queries

TITLES: dict[str, tuple[str, str]] = {
    "info": ("通知", "Notice"),
    "reminder": ("提醒", "Reminder"),
    "escalation": ("升级", "Escalated"),
}


class Notification(Out):
    """A notice."""

    id: str
    level: str
    title: str
    text: str
    order_id: str | None
    task_id: str | None
    read: bool
    created_at: Moment


class Notifications(Out):
    """A page, newest first; `unread` stops at 1000."""

    items: list[Notification]
    unread: int
    next_cursor: str | None


def notification(notice: queries.Notice, spoken: Language) -> Notification:
    titles = TITLES.get(notice.level, (notice.level, notice.level))
    return Notification(
        id=str(notice.id),
        level=notice.level,
        title=titles[0 if spoken == "zh" else 1],
        text=notice.zh if spoken == "zh" else notice.en,
        order_id=None if notice.order_id is None else str(notice.order_id),
        task_id=notice.task_id,
        read=notice.read_at is not None,
        created_at=notice.created_at,
    )
