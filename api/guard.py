"""A route that admits before it reads: login and permission first, then the body, in the one form the route reads.

The permission comes from permissions.ROUTES; a route that is missing there cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi import params as fastapi_params
from fastapi.routing import APIRoute, APIRouter

from api import failures, json_body, language, permissions
from api.permissions import Permission
from api.services import Services
from kit.db import Reader, Tx
from kit.errors import Language
from oms.identity import errors as identity_errors
from oms.identity import queries as identity
from oms.identity import service as sessions

T = TypeVar("T")
COOKIE = "orderflow_session"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which language, and through what."""

    services: Services
    account: identity.Account
    language: Language
    request_id: str

    def may(self, permission: Permission) -> bool:
        return permissions.allowed(self.account.roles, permission)

    def read(self) -> AbstractContextManager[Reader]:
        return self.services.database.read()

    def write(self, work: Callable[[Tx], T]) -> T:
        """In one transaction, as this person. Blocks: for `def` routes."""
        return self.services.database.write(work, actor=self.account.actor, request_id=self.request_id)

    def write_async(self, work: Callable[[Tx], T]) -> Coroutine[Any, Any, T]:
        """The same for `async def` routes."""
        return self.services.database.write_async(work, actor=self.account.actor, request_id=self.request_id)


Shortcut = Callable[[Caller, Request], Coroutine[Any, Any, Response | None]]
_SHORTCUT = "shortcut"
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def hot(shortcut: Shortcut) -> Callable[[Endpoint], Endpoint]:
    """For the few routes that are asked all day: `shortcut` answers their usual form without the framework's reading
    of parameters, which costs more than the answer. It gives None for every other form and for faults."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _SHORTCUT, shortcut)
        return endpoint

    return mark


class GuardedRoute(APIRoute):
    """The route class of every router here."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        (method,) = self.methods or {"GET"}
        access = permissions.ROUTES[f"{method} {self.path}"]
        wants = _media_type(self.body_field)
        shortcut: Shortcut | None = getattr(self.endpoint, _SHORTCUT, None)

        async def guarded(request: Request) -> Response:
            if isinstance(access, Permission):
                await _admit(request, access)
            if wants is not None:
                _check_media_type(request, wants)
            strict = _StrictRequest(request.scope, request.receive)
            answer = None if shortcut is None else await shortcut(request.state.caller, strict)
            return await handle(strict) if answer is None else answer

        return guarded


class _StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = json_body.parse(await self.body())
        return self._json


def router(prefix: str) -> APIRouter:
    """A router whose routes are guarded; `prefix` is the full path."""
    return APIRouter(prefix=prefix, route_class=GuardedRoute)


async def caller(request: Request) -> Caller:
    """The person that `_admit` found."""
    found: Caller = request.state.caller
    return found


By = Annotated[Caller, Depends(caller)]


async def _admit(request: Request, permission: Permission) -> None:
    """Raises NotLoggedIn, SessionExpired or PermissionMissing. Writes the use of the session down once a minute."""
    services: Services = request.app.state.services
    token = request.cookies.get(COOKIE)
    if not token:
        raise identity_errors.NotLoggedIn
    with services.database.read() as reader:
        session = identity.session_user(reader, token, idle=services.settings.session_idle)
    account = session.account
    request.state.user_id = str(account.id)
    if session.touch:
        await services.database.write_async(lambda tx: sessions.touch_session(tx, token), actor=account.actor)
    if not permissions.allowed(account.roles, permission):
        raise failures.PermissionMissing(permission=permission.value)
    spoken = language.preferred(request.headers.get("accept-language"))
    request.state.caller = Caller(services, account, spoken, request.state.request_id)


def _media_type(body_field: Any) -> str | None:
    if body_field is None:
        return None
    form = isinstance(body_field.field_info, fastapi_params.Form)
    return "multipart/form-data" if form else "application/json"


def _check_media_type(request: Request, wanted: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        raise failures.MediaTypeWrong(wanted=wanted)
