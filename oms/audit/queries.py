"""Reads of the audit trail: one stream, everything, and the export for other systems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, and_, func, or_, select

from kit import clock, pagination
from kit.audit import JournalBlock, JournalRow
from kit.db import Reader, Tx

LARGEST_PAGE = 500
EXPORTED_AT_ONCE = 1_000


@dataclass(frozen=True)
class AuditEvent:
    """One event: who did what to which entity, why, and how it was before and after."""

    stream: int
    n: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    body: dict[str, Any]
    hash: bytes


_COLUMNS = (
    JournalRow.stream,
    JournalRow.n,
    JournalRow.at,
    JournalRow.actor_name,
    JournalRow.action,
    JournalRow.subject,
    JournalRow.reason,
    JournalRow.body,
    JournalRow.hash,
    JournalRow.xid,
)


def stream(
    reader: Reader | Tx, stream_id: int, *, cursor: str | None = None, limit: int = 100
) -> pagination.Page[AuditEvent]:
    """The events of one entity, newest first, a page of `limit`."""
    statement = select(*_COLUMNS).where(JournalRow.stream == stream_id)
    if cursor:
        (before,) = _numbers(cursor, 1)
        statement = statement.where(JournalRow.n < before)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = reader.connection.execute(statement.order_by(JournalRow.n.desc()).limit(limit + 1)).all()
    after = pagination.encode_cursor((rows[limit - 1].n,)) if len(rows) > limit else None
    return pagination.Page([_event(row) for row in rows[:limit]], after)


def everything(reader: Reader | Tx, *, cursor: str | None = None, limit: int = 100) -> pagination.Page[AuditEvent]:
    """All events, the latest transactions first, a page of `limit`."""
    statement = select(*_COLUMNS)
    if cursor:
        xid, stream_id, n = _numbers(cursor, 3)
        same = and_(JournalRow.xid == xid, JournalRow.stream == stream_id, JournalRow.n < n)
        older = and_(JournalRow.xid == xid, JournalRow.stream < stream_id)
        statement = statement.where(or_(JournalRow.xid < xid, older, same))
    limit = max(1, min(limit, LARGEST_PAGE))
    ordered = statement.order_by(JournalRow.xid.desc(), JournalRow.stream.desc(), JournalRow.n.desc())
    rows = reader.connection.execute(ordered.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    after = pagination.encode_cursor((last.xid, last.stream, last.n)) if last else None
    return pagination.Page([_event(row) for row in rows[:limit]], after)


def export(reader: Reader | Tx) -> Iterator[bytes]:
    """Every event as a line of JSON, by stream and number, then the number of the last sealed block.

    The last line lets the receiver prove later that nothing was cut off before it.
    """
    place = (-1, 0)
    while True:
        following = or_(
            JournalRow.stream > place[0],
            and_(JournalRow.stream == place[0], JournalRow.n > place[1]),
        )
        statement = select(*_COLUMNS).where(following).order_by(JournalRow.stream, JournalRow.n)
        rows = reader.connection.execute(statement.limit(EXPORTED_AT_ONCE)).all()
        yield from (_line(_event(row)) for row in rows)
        if len(rows) < EXPORTED_AT_ONCE:
            break
        place = (rows[-1].stream, rows[-1].n)
    sealed = select(func.coalesce(func.max(JournalBlock.no), 0))
    yield orjson.dumps({"last_block": reader.connection.execute(sealed).scalar_one()}) + b"\n"


def _line(event: AuditEvent) -> bytes:
    fields = {
        "stream": str(event.stream),
        "n": event.n,
        "at": clock.iso(event.at),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "reason": event.reason,
        "body": event.body,
        "hash": event.hash.hex(),
    }
    return orjson.dumps(fields) + b"\n"


def _event(row: Row[*tuple[Any, ...]]) -> AuditEvent:
    body = orjson.loads(row.body)
    return AuditEvent(
        stream=row.stream,
        n=row.n,
        at=clock.from_micros(row.at),
        actor=row.actor_name,
        action=row.action,
        subject=row.subject,
        reason=row.reason,
        before=body.get("before"),
        after=body.get("after"),
        body=body,
        hash=bytes(row.hash),
    )


def _numbers(cursor: str, size: int) -> tuple[int, ...]:
    key = pagination.decode_cursor(cursor, size)
    if not all(isinstance(part, int) for part in key):
        raise pagination.BadCursor(at="cursor")
    return key
