"""Words of notifications, without a database."""

from __future__ import annotations

from enum import StrEnum

EXTERNAL_TOPIC = "notification"  # the outbox topic of notices that leave the house


class Level(StrEnum):
    """How much a notice wants from its reader."""

    INFO = "info"  # good to know
    REMINDER = "reminder"  # something waits for you
    ESCALATION = "escalation"  # something waited too long for somebody else


def notice_key(subject: str, level: Level) -> str:
    """One notice per level and subject, such as a task: a second firing of a timer tells nobody twice."""
    return f"{level}:{subject}"
