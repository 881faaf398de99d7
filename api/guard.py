"""A route that admits before it reads: login and permission first, then the body, in the one form the route reads.

The permission comes from permissions.ROUTES; a route that is missing there cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from fastapi import params as fastapi_params
from fastapi.routing import APIRoute, APIRouter
from starlette.requests import cookie_parser
from starlette.types import Message, Receive, Scope

from api import failures, json_body, language, permissions
from api.permissions import Permission
from api.services import Services
from kit.db import Reader, Tx
from kit.errors import Language
from oms.identity import errors as identity_errors
from oms.identity import queries as identity
from oms.identity import recent_sessions
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


class Asked:
    """A request as a shortcut sees it: read from the bare scope, as far as it asks."""

    def __init__(self, scope: Scope, receive: Receive, id: str) -> None:
        self.scope = scope
        self.id = id  # what stands for {id} in the address
        self._receive = receive
        self._body: bytes | None = None

    def query(self) -> list[tuple[str, str]]:
        """Names and values in order."""
        text: str = self.scope["query_string"].decode("latin-1")
        return parse_qsl(text, keep_blank_values=True) if text else []

    def header(self, name: bytes) -> str | None:
        return _header(self.scope, name)

    async def body(self) -> bytes:
        if self._body is None:
            self._body = await Request(self.scope, self._receive).body()
        return self._body

    async def json(self) -> Any:
        """Raises what json_body.parse raises."""
        return json_body.parse(await self.body())

    async def again(self) -> Message:
        """The body once more, for whoever answers instead."""
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


Shortcut = Callable[[Caller, Asked], Coroutine[Any, Any, Response | None]]
_SHORTCUT = "shortcut"
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def hot(shortcut: Shortcut) -> Callable[[Endpoint], Endpoint]:
    """For the few routes that are asked all day: `shortcut` answers their usual form on the fast lane. It gives None
    for every other form and for faults in the input, before it has done anything."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _SHORTCUT, shortcut)
        return endpoint

    return mark


class GuardedRoute(APIRoute):
    """The route class of every router here."""

    @property
    def shortcut(self) -> Shortcut | None:
        found: Shortcut | None = getattr(self.endpoint, _SHORTCUT, None)
        return found

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        (method,) = self.methods or {"GET"}
        asked = "GET" if method == "HEAD" else method  # HEAD is GET without the body
        self._access = permissions.ROUTES[f"{asked} {self.path}"]
        self._wants = _media_type(self.body_field)

        async def guarded(request: Request) -> Response:
            if isinstance(self._access, Permission):
                request.state.caller = await self.admit(request.scope)
            elif self._wants is not None:
                _check_media_type(request.scope, self._wants)
            return await handle(_StrictRequest(request.scope, request.receive))

        return guarded

    async def admit(self, scope: Scope) -> Caller:
        """Who asks. Raises NotLoggedIn, SessionExpired, PermissionMissing, MediaTypeWrong, in this order."""
        found = await _admit(scope, Permission(self._access))
        if self._wants is not None:
            _check_media_type(scope, self._wants)
        return found


class _StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = json_body.parse(await self.body())
        return self._json


def router(prefix: str) -> APIRouter:
    """A router whose routes are guarded; `prefix` is the full path."""
    return APIRouter(prefix=prefix, route_class=GuardedRoute)


async def caller(request: Request) -> Caller:
    """The person whom the route has admitted."""
    found: Caller = request.state.caller
    return found


By = Annotated[Caller, Depends(caller)]


async def _admit(scope: Scope, permission: Permission) -> Caller:
    """Raises NotLoggedIn, SessionExpired or PermissionMissing. Writes the use of the session down once a minute."""
    services: Services = scope["app"].state.services
    token = cookie_parser(_header(scope, b"cookie") or "").get(COOKIE)
    if not token:
        raise identity_errors.NotLoggedIn
    session = recent_sessions.find(services.database, token, idle=services.settings.session_idle)
    account = session.account
    state = scope["state"]
    state["user_id"] = str(account.id)
    if session.touch:
        await services.database.write_async(lambda tx: sessions.touch_session(tx, token), actor=account.actor)
    if not permissions.allowed(account.roles, permission):
        raise failures.PermissionMissing(permission=permission.value)
    spoken = language.preferred(_header(scope, b"accept-language"))
    return Caller(services, account, spoken, state["request_id"])


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def _media_type(body_field: Any) -> str | None:
    if body_field is None:
        return None
    form = isinstance(body_field.field_info, fastapi_params.Form)
    return "multipart/form-data" if form else "application/json"


def _check_media_type(scope: Scope, wanted: str) -> None:
    given = (_header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if given != wanted:
        raise failures.MediaTypeWrong(wanted=wanted)
