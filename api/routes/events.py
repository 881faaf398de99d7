"""Server-sent events: which orders, tasks, notices and imports to look at again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api import guard
from api.guard import COOKIE, By, Caller
from api.live import Listener
from api.permissions import V1
from kit.errors import Failure
from oms.identity import queries as identity

router = guard.router(V1)
PATIENCE = 5.0  # seconds until the session is looked at again; then a comment keeps proxies from closing the line
HEADERS = {"cache-control": "no-cache, no-store", "x-accel-buffering": "no"}


@router.get("/events", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}})
async def stream(request: Request, by: By) -> Response:
    """`event: tasks|orders|notifications|imports|all`, data JSON with ids. Ends with the session or the service."""
    token = request.cookies[COOKIE]
    return StreamingResponse(_lines(by, token), media_type="text/event-stream", headers=HEADERS)


async def _lines(by: Caller, token: str) -> AsyncIterator[bytes]:
    listener = Listener()
    try:
        yield b"retry: 3000\n\n"
        while not by.services.stopping.is_set() and _still_logged_in(by, token):
            hints = await listener.next(PATIENCE)
            if not hints:
                yield b": still here\n\n"
            for hint in hints:
                yield b"event: " + hint.kind.encode() + b"\ndata: " + orjson.dumps(hint.data) + b"\n\n"
    finally:
        listener.close()


def _still_logged_in(by: Caller, token: str) -> bool:
    with by.read() as reader:
        try:
            identity.session_user(reader, token, idle=by.services.settings.session_idle)
        except Failure:
            return False
    return True
