"""The short way of the few routes asked all day: found by address, admitted and answered without the framework.

The framework's layers, matching and reading of parameters cost several times the answer. Checks and refusals are the
same; whatever a shortcut leaves alone (it gives None) goes the usual way from the start, body included.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Response
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors, guard, permissions
from api.guard import GuardedRoute
from api.permissions import V1, Permission

ID = "{id}"


class FastLane:
    """Stands before `app`, which knows every route."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._hot = {_key(route): route for route in routes if isinstance(route, GuardedRoute) and route.shortcut}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route, id = self._find(scope)
        if route is None or route.shortcut is None:
            await self._app(scope, receive, send)
            return
        asked = guard.Asked(scope, receive, id)
        answer = await _answer(route, asked)
        if answer is None:
            await self._app(scope, asked.again, send)
        else:
            await answer(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[GuardedRoute | None, str]:
        """The hot route of this address, and the id in it."""
        if scope["type"] != "http" or scope.get("root_path"):
            return None, ""
        path: str = scope["path"]
        if not path.startswith(V1):
            return None, ""
        method = scope["method"]
        if (route := self._hot.get(f"{method} {path}")) is not None:
            return route, ""
        parts = path.split("/", 5)  # "", api, v1, orders, 17, what to do
        if len(parts) < 5 or not parts[4]:
            return None, ""
        id, parts[4] = parts[4], ID
        return self._hot.get(f"{method} {'/'.join(parts)}"), id


async def _answer(route: GuardedRoute, asked: guard.Asked) -> Response | None:
    asked.scope["route"] = route  # its path is a label of the metrics
    try:
        caller = await route.admit(asked.scope)
        return None if route.shortcut is None else await route.shortcut(caller, asked)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it
    except Exception as fault:
        refusal = errors.refusal(asked.scope, fault)
        if refusal is None:
            raise
        return refusal


def _key(route: GuardedRoute) -> str:
    (method,) = route.methods or {"GET"}
    if not isinstance(permissions.ROUTES[f"{method} {route.path}"], Permission):
        raise ValueError(f"a route without login has no shortcut: {route.path}")
    return f"{method} {route.path}"
