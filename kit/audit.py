"""The audit trail's writer: append-only rows, chained per stream, written in the transaction of the change.

A stream is one entity (order, customer, instance…); its rows are numbered without gaps and each holds the hash of the
row before. kit/seal.py gathers finished rows into blocks; oms/audit reads, exports and verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import orjson
from sqlalchemy import BigInteger, Index, Integer, LargeBinary, SmallInteger, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import append_only, clock, errors
from kit.db.transaction import Tx
from kit.tables import Base, Instant

GENESIS = b"\0" * 32
SHORTEST_REASON = 5  # characters that can be seen


class JournalRow(Base):
    """One event of one stream. Never updated, never deleted while the law wants it."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_xid", "xid"), {"sqlite_with_rowid": False})

    stream: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(SmallInteger)
    xid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[int] = mapped_column(BigInteger)  # µs UTC, the hashed value itself
    actor: Mapped[int] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class JournalBlock(Base):
    """A sealed set of rows: everything of the transactions xid_from <= xid < xid_to."""

    __tablename__ = "journal_block"

    no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(SmallInteger)
    xid_from: Mapped[int] = mapped_column(BigInteger)
    xid_to: Mapped[int] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[Any] = mapped_column(Instant)


for _table in (JournalRow.__table__, JournalBlock.__table__):
    append_only.protect(cast(Table, _table))


class ReasonMissing(errors.Failure):
    """A key action needs a reason of at least five characters."""

    code = "audit.reason_missing"
    kind = errors.Kind.INVALID
    zh = "写明原因，至少 5 个字符"
    en = "Give a reason of at least 5 characters"


@dataclass(frozen=True)
class Event:
    """What is recorded, before it has its place in the chain."""

    stream: int
    action: str
    subject: str
    reason: str | None
    body: str


COLUMNS = "stream, n, epoch, xid, at, actor, actor_name, action, subject, reason, body, prev, hash"
_SQLITE = f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 constants
_POSTGRES = (
    f"INSERT INTO journal ({COLUMNS}) VALUES "  # noqa: S608 constants
    "(%s, %s, 0, pg_current_xact_id()::text::bigint, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


_HEAD = "SELECT n, hash FROM journal WHERE stream = ? ORDER BY n DESC LIMIT 1"
_HEADS = (  # all in one round trip
    "SELECT stream, n, hash FROM unnest(%s::bigint[]) AS wanted, LATERAL (SELECT stream, n, hash FROM journal"
    " WHERE stream = wanted ORDER BY n DESC LIMIT 1) AS last"
)


def require_reason(reason: str | None) -> str:
    """The reason, trimmed. Raises ReasonMissing: called in the domain, so that no door goes around it."""
    text = (reason or "").strip()
    if visible(text) < SHORTEST_REASON:
        raise ReasonMissing(at="reason")
    return text


def visible(text: str) -> int:
    """How many of its characters a reader sees: no blanks, no controls, nothing of zero width."""
    return sum(character.isprintable() and not character.isspace() for character in text)


def record(
    tx: Tx,
    stream: int,
    action: str,
    *,
    subject: str,
    reason: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    fresh: bool = False,
) -> None:
    """Add an event to the stream, written just before the commit in order of call. `fresh`: the entity was created in
    this transaction, so the stream is known to be empty."""
    if "audit" not in tx.memo:
        tx.memo["audit"] = []
        tx.before_commit(_write)
    if fresh:
        tx.memo.setdefault("audit_heads", {})[stream] = (0, GENESIS)
    body = orjson.dumps({"before": before, "after": after}, default=str).decode()
    cast(list[Event], tx.memo["audit"]).append(Event(stream, action, subject, reason, body))


def row_hash(prev: bytes, fields: Iterable[Any]) -> bytes:
    """SHA-256 over the previous hash and (stream, n, at, actor, actor_name, action, subject, reason, body)."""
    return hashlib.sha256(prev + orjson.dumps(list(fields))).digest()


def chain(
    tx: Tx, stream: int, n: int, prev: bytes, action: str, subject: str, reason: str | None, body: str
) -> tuple[Any, ...]:
    """The parameters of one journal insert, ready for the statement of the open database."""
    at = clock.micros(tx.now)
    fields = (stream, n, at, tx.actor.id, tx.actor.name, action, subject, reason, body)
    digest = row_hash(prev, fields)
    place = (stream, n) if tx.postgres else (stream, n, tx.xid)
    return (*place, at, tx.actor.id, tx.actor.name, action, subject, reason, body, prev, digest)


def insert_statement(tx: Tx) -> str:
    return _POSTGRES if tx.postgres else _SQLITE


def _write(tx: Tx) -> None:
    events = cast(list[Event], tx.memo.pop("audit"))
    heads = cast(dict[int, tuple[int, bytes]], tx.memo.pop("audit_heads", {}))
    heads.update(_heads(tx, {event.stream for event in events} - set(heads)))
    rows = []
    for event in events:
        n, prev = heads.get(event.stream, (0, GENESIS))
        row = chain(tx, event.stream, n + 1, prev, event.action, event.subject, event.reason, event.body)
        heads[event.stream] = (n + 1, row[-1])
        rows.append(row)
    if len(rows) == 1:
        tx.cursor.execute(insert_statement(tx), rows[0])
    else:
        tx.cursor.executemany(insert_statement(tx), rows)


def _heads(tx: Tx, streams: set[int]) -> dict[int, tuple[int, bytes]]:
    """Number and hash of the last row of each stream that has one."""
    if not streams:
        return {}
    if tx.postgres:
        tx.cursor.execute(_HEADS, (list(streams),))
        return {int(stream): (int(n), bytes(digest)) for stream, n, digest in tx.cursor.fetchall()}
    heads = {}
    for stream in sorted(streams):
        tx.cursor.execute(_HEAD, (stream,))
        if (row := tx.cursor.fetchone()) is not None:
            heads[stream] = (int(row[0]), bytes(row[1]))
    return heads
