"""Messages from other systems to waiting processes."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Response

from api import guard, idempotent
from api.guard import Asked, By, Caller
from api.permissions import V1
from api.shapes import processes as shapes
from engine import messages
from kit.db import Tx

router = guard.router(f"{V1}/messages")


async def _publish(by: Caller, asked: Asked) -> Response | None:
    try:
        message = shapes.MessageIn.model_validate(await asked.json())
    except ValueError:
        return None
    return await publish(by, message, asked.header(idempotent.HEADER))


@router.post("", status_code=202, response_model=shapes.Message)
@guard.hot(_publish)
async def publish(by: By, message: shapes.MessageIn, key: idempotent.Key = None) -> Response:
    """Deliver now, or keep until somebody waits for it or its time is over."""
    kept = by.services.settings.message_ttl
    ttl = kept if message.ttl_seconds is None else timedelta(seconds=message.ttl_seconds)

    def work(tx: Tx) -> shapes.Message:
        done = messages.publish(
            tx, message.name, message.correlation_key, message.variables, dedupe_key=message.dedupe_key, ttl=ttl
        )
        return shapes.Message(id=str(done.id), delivered=done.delivered, duplicate=done.duplicate)

    return await idempotent.create(by, "POST /messages", key, message.model_dump(), work, status=202)
