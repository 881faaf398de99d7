"""notification.*: tell groups something about an order, in the house and through their messengers."""

from __future__ import annotations

from pydantic import Field

from engine import topics
from engine.topics import Job
from handlers.fields import Model, Nothing, OrderId
from kit.db import Tx
from oms.notifications import service as notifications


class Notice(Model):
    """What to say, in both languages, to whom."""

    order_id: OrderId
    groups: list[str] = Field(title="发给", description="Groups that are told", min_length=1)
    zh: str = Field(title="中文", description="The notice in Chinese", min_length=1)
    en: str = Field(title="英文", description="The notice in English", min_length=1)
    external: bool = Field(True, title="发到聊天工具", description="Also through the messengers")


@topics.local("notification.send", title_zh="发通知", title_en="Send a notice")
def send(tx: Tx, job: Job, given: Notice) -> Nothing:
    """One notice a group and task: a second run tells nobody twice."""
    for group in given.groups:
        message = notifications.Message(zh=given.zh, en=given.en, group=group, order_id=given.order_id)
        notifications.notify(tx, message, key=f"{job.key}:{group}", external=given.external)
    return Nothing()
