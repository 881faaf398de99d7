"""Messages to the outside, written in the transaction of the change and relayed after it, at least once, by key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from kit import ids
from kit.db.transaction import Tx
from kit.tables import Base, Instant, JsonText


class OutboxMessage(Base):
    """Waits for the relay; deleted once delivered. `key` is the idempotency key that the receiver sees."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", sqlite_where=text("failed = 0"), postgresql_where=text("failed = 0")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)  # 1: gave up, a person must look
    error: Mapped[str | None] = mapped_column(String(500))
    served: Mapped[Any] = mapped_column(JsonText, nullable=True)  # list of names of receivers that have it, or NULL


def put(tx: Tx, topic: str, payload: dict[str, Any], *, key: str) -> None:
    """Raises an integrity error when the key was used before: the caller decides what a message's identity is."""
    tx.session.add(
        OutboxMessage(id=ids.new_id(), topic=topic, key=key, payload=payload, created_at=tx.now, due_at=tx.now)
    )
