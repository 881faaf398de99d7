"""One effect per Idempotency-Key: the answer of the first request is kept and given again."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, bindparam, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from kit import errors
from kit.compiled import Compiled
from kit.db.transaction import Tx
from kit.tables import Base, Instant, JsonText


class IdempotencyKey(Base):
    """A key belongs to one actor and one route; its answer is written in the transaction of the effect."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_at", "at"),)

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


_RECALL = Compiled(
    select(IdempotencyKey.request, IdempotencyKey.answer).where(
        IdempotencyKey.actor == bindparam("actor"),
        IdempotencyKey.route == bindparam("route"),
        IdempotencyKey.key == bindparam("key"),
    )
)
_KEEP = Compiled(
    insert(IdempotencyKey).values(
        {name: bindparam(name) for name in ("actor", "route", "key", "request", "status", "answer", "at")}
    )
)


def recall(tx: Tx, route: str, key: str, body: bytes) -> Any | None:
    """The stored answer, or None for a new key. Raises KeyReused for another body."""
    row = _RECALL.one(tx, {"actor": tx.actor.id, "route": route, "key": key})
    if row is None:
        return None
    request, answer = row
    if request != hashlib.sha256(body).digest():
        raise KeyReused(key=key)
    return answer


def keep(tx: Tx, route: str, key: str, body: bytes, status: int, answer: Any) -> None:
    """Two first requests at once: the second breaks on the primary key (an IntegrityError of the driver)
    and finds the answer when it tries again."""
    digest = hashlib.sha256(body).digest()
    place = {"actor": tx.actor.id, "route": route, "key": key}
    _KEEP.run(tx, {**place, "request": digest, "status": status, "answer": answer, "at": tx.now})
