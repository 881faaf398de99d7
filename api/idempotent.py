"""Idempotency-Key on requests that create: one effect per key, and the first answer again for the same body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import Header, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from api import failures
from api.guard import Caller
from kit import idempotency
from kit.db import Tx

LONGEST_KEY = 200
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
        known = idempotency.recall(tx, route, key, body)
        if known is not None:
            return known, True
        answer = work(tx).model_dump(mode="json")
        idempotency.keep(tx, route, key, body, status, answer)
        return answer, False

    try:
        answer, replayed = await by.write_async(once)
    except IntegrityError as rival:
        if "idempotency_key" not in str(rival.orig):
            raise
        answer, replayed = await by.write_async(once)
    headers = REPLAY if replayed else {}
    return Response(orjson.dumps(answer), status, media_type="application/json", headers=headers)


def _check(key: str) -> None:
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise failures.KeyUnreadable(at="Idempotency-Key")
