"""Idempotency-Key on requests that create: one effect per key, and the first answer again for the same body."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

import orjson
from fastapi import Header, Response
from pydantic import BaseModel
from sqlalchemy import delete, func, select

from api import failures
from api.guard import Caller
from kit import idempotency
from kit.db import Tx

HEADER = b"idempotency-key"
LONGEST_KEY = 200
KEPT = timedelta(days=30)  # nobody repeats a request after that
REPLAY = {"Idempotent-Replay": "true"}

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="A random text; the same request again gets the same answer"),
]


async def create(
    by: Caller, route: str, key: str | None, content: Any, work: Callable[[Tx], BaseModel], *, status: int = 201
) -> Response:
    """Runs `work` in one transaction and answers with its model. `content` (JSON-able) tells one body from another."""
    if key is None:
        model = await by.write_async(work)
        return Response(model.model_dump_json(), status, media_type="application/json")
    _check(key)
    body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)

    def once(tx: Tx) -> tuple[Any, bool]:
        _take_turns(tx, route, key)
        known = idempotency.recall(tx, route, key, body)
        if known is not None:
            return known, True
        answer = work(tx).model_dump(mode="json")
        idempotency.keep(tx, route, key, body, status, answer)
        return answer, False

    answer, replayed = await by.write_async(once)
    headers = REPLAY if replayed else {}
    return Response(orjson.dumps(answer), status, media_type="application/json", headers=headers)


def remember(by: Caller, route: str, key: str | None, content: Any, *, status: int) -> None:
    """For a creation that repeats itself harmlessly: raises KeyReused when the key came with another body before."""
    if key is None:
        return
    _check(key)
    body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)

    def note(tx: Tx) -> None:
        _take_turns(tx, route, key)
        if idempotency.recall(tx, route, key, body) is None:
            idempotency.keep(tx, route, key, body, status, {})

    by.write(note)


def forget(tx: Tx) -> int:
    """Delete the keys of requests that are older than KEPT; how many. Marks of the service itself stay."""
    table = idempotency.IdempotencyKey
    old = delete(table).where(table.at < tx.now - KEPT, table.route.startswith("POST "))
    return tx.connection.execute(old).rowcount


def _take_turns(tx: Tx, route: str, key: str) -> None:
    """On PostgreSQL the second of two equal requests waits here, before any other lock, for the first one's commit."""
    if tx.postgres:
        name = hashlib.sha256(f"{tx.actor.id} {route} {key}".encode()).digest()
        number = int.from_bytes(name[:8], "big", signed=True)
        tx.connection.execute(select(func.pg_advisory_xact_lock(number)))


def _check(key: str) -> None:
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise failures.KeyUnreadable(at="Idempotency-Key")
