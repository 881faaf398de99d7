"""Tells people that a task waits too long: to its assignee or to each candidate group, in the house and outside."""

from __future__ import annotations

from engine import runtime
from engine.runtime import DueTask
from kit.db import Tx
from oms.notifications import rules
from oms.notifications import service as notifications
from oms.notifications.rules import Level

NOBODY = "admin"  # who hears of a task that nobody may take


class TaskNotifier:
    """The engine's Notifier. One notice per receiver and level; the engine calls it once per level."""

    def reminded(self, tx: Tx, task: DueTask) -> None:
        title_zh, title_en = _titles(tx, task)
        zh = f"任务「{title_zh}」还没有办，请尽快处理"
        en = f"Task “{title_en}” is still open; please see to it"
        if task.assignee is not None:
            _tell(tx, task, Level.REMINDER, zh, en, user_id=task.assignee)
            return
        for group in task.groups or (NOBODY,):
            _tell(tx, task, Level.REMINDER, zh, en, group=group)

    def escalated(self, tx: Tx, task: DueTask, group: str) -> None:
        title_zh, title_en = _titles(tx, task)
        zh = f"任务「{title_zh}」已超时，现在你们也可以处理"
        en = f"Task “{title_en}” is overdue; your group may take it now"
        _tell(tx, task, Level.ESCALATION, zh, en, group=group)


def _titles(tx: Tx, task: DueTask) -> tuple[str, str]:
    return runtime.texts(tx, "zh").translate(task.title), runtime.texts(tx, "en").translate(task.title)


def _tell(
    tx: Tx, task: DueTask, level: Level, zh: str, en: str, *, user_id: int | None = None, group: str | None = None
) -> None:
    message = notifications.Message(
        zh=zh,
        en=en,
        level=level,
        user_id=user_id,
        group=group,
        order_id=int(task.business_key) if task.business_key.isdecimal() else None,
        task_id=task.task_id.hex,
    )
    receiver = f"user:{user_id}" if user_id is not None else f"group:{group}"
    key = rules.notice_key(f"{task.task_id.hex}:{task.level}:{receiver}", level)
    notifications.notify(tx, message, key=key, external=True)
