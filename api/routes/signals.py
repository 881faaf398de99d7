"""Signals from other systems to everybody who waits for them."""

from __future__ import annotations

from fastapi import Response

from api import guard, idempotent
from api.guard import By
from api.permissions import V1
from api.shapes import processes as shapes
from engine import signals
from kit.db import Tx

router = guard.router(f"{V1}/signals")


@router.post("", status_code=202, response_model=shapes.Signal)
async def broadcast(by: By, signal: shapes.SignalIn, key: idempotent.Key = None) -> Response:
    """Note who waits now; each gets it in a transaction of its own."""

    def work(tx: Tx) -> shapes.Signal:
        told = signals.broadcast(tx, signal.name, signal.variables, dedupe_key=signal.dedupe_key)
        return shapes.Signal(id=told.id, receivers=told.receivers, duplicate=told.duplicate)

    return await idempotent.create(by, "POST /signals", key, signal.model_dump(), work, status=202)
