"""One effect per Idempotency-Key: the answer of the first request is kept and given again."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import errors
from kit.db.transaction import Tx
from kit.tables import Base, Instant, JsonText


class IdempotencyKey(Base):
    """A key belongs to one actor and one route; its answer is written in the transaction of the effect."""

    __tablename__ = "idempotency_key"

    actor: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    route: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[Any] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(Instant)


class KeyReused(errors.Failure):
    """The same key came with another body."""

    code = "idempotency.key_reused"
    kind = errors.Kind.CONFLICT
    zh = "Idempotency-Key「{key}」已用于另一份内容，换一个新的键"
    en = "Idempotency-Key “{key}” was used with another body; use a new key"


def recall(tx: Tx, route: str, key: str, body: bytes) -> Any | None:
    """The stored answer, or None for a new key. Raises KeyReused for another body."""
    row = tx.session.get(IdempotencyKey, (tx.actor.id, route, key))
    if row is None:
        return None
    if row.request != hashlib.sha256(body).digest():
        raise KeyReused(key=key)
    return row.answer


def keep(tx: Tx, route: str, key: str, body: bytes, status: int, answer: Any) -> None:
    """Two first requests at once: the second breaks on the primary key and finds the answer when it tries again."""
    digest = hashlib.sha256(body).digest()
    row = IdempotencyKey(
        actor=tx.actor.id, route=route, key=key, request=digest, status=status, answer=answer, at=tx.now
    )
    tx.session.add(row)
    tx.session.flush()
