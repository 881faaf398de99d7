"""Log in, log out, who am I."""

from __future__ import annotations

import threading
from datetime import timedelta

from fastapi import Request, Response

from api import guard
from api.guard import COOKIE, By
from api.permissions import V1
from api.services import Services
from api.shapes import sessions as shapes
from kit.config import Settings
from oms.identity import service as identity

router = guard.router(V1)
# Each check of a password takes 64 MiB for some 50 ms: only so many at a time.
_CHECKS = threading.BoundedSemaphore(2)


@router.post("/sessions")
def login(request: Request, response: Response, credentials: shapes.Credentials) -> shapes.SessionOut:
    """A new session, whatever the browser had before. Wrong passwords slow the account down, never lock it;
    many from one address, whatever the names, stop that address for minutes."""
    services: Services = request.app.state.services
    address = "" if request.client is None else request.client.host
    services.guesses.count(address, services.database.clock.now())
    with _CHECKS:
        account = identity.authenticate(services.database, credentials.username, credentials.password)
    services.guesses.forgive(address)
    longest = services.settings.session_max
    token = services.database.write(
        lambda tx: identity.open_session(tx, account.id, longest=longest), actor=account.actor
    )
    _set_cookie(response, token, longest, services.settings)
    return shapes.SessionOut(user=shapes.user(account, services.settings.timezone))


@router.delete("/sessions/current", status_code=204)
def logout(request: Request, response: Response, by: By) -> None:
    by.write(lambda tx: identity.close_session(tx, request.cookies[COOKIE]))
    _set_cookie(response, "", timedelta(0), by.services.settings)


@router.get("/me", response_model=shapes.User)
async def me(by: By) -> shapes.User:
    return shapes.user(by.account, by.services.settings.timezone)


def _set_cookie(response: Response, token: str, age: timedelta, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(age.total_seconds()),
        path="/",
        secure=settings.secure_cookie,
        httponly=True,
        samesite="lax",
    )
