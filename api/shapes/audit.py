"""The audit trail as auditors read it."""

from __future__ import annotations

from typing import Any

from api.shapes.values import Moment, Out
from oms.audit import queries


class AuditEvent(Out):
    """Who did what to which entity, and why; `hash` chains the events of a stream."""

    stream: str
    n: int
    at: Moment
    actor: str
    action: str
    subject: str
    reason: str | None
    body: dict[str, Any]
    hash: str


class AuditEvents(Out):
    """A page, newest first."""

    items: list[AuditEvent]
    next_cursor: str | None


def event(found: queries.AuditEvent) -> AuditEvent:
    fields = {name: getattr(found, name) for name in ("n", "at", "actor", "action", "subject", "reason", "body")}
    return AuditEvent(stream=str(found.stream), hash=found.hash.hex(), **fields)
