"""Who may do what: every route is in the table, and every role gets from it what the table says."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from api import app, permissions
from api.permissions import Open, Permission
from kit.config import Settings
from oms.identity.rules import Role

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ACCOUNTS = {
    Role.SALES: "sales",
    Role.SALES_MANAGER: "manager",
    Role.CONTRACT_APPROVER: "approver",
    Role.FINANCE: "finance",
    Role.RISK_CONTROL: "risk",
    Role.WAREHOUSE: "warehouse",
    Role.LOGISTICS: "logistics",
    Role.CUSTOMER_SERVICE: "service",
    Role.PROCESS_DESIGNER: "designer",
    Role.AUDITOR: "auditor",
    Role.ADMIN: "admin",
}
STREAM = "/api/v1/events"  # never ends; tested by itself
GUARDED = sorted(
    route for route, access in permissions.ROUTES.items() if isinstance(access, Permission) and STREAM not in route
)


def served() -> set[str]:
    """Every method and path of the application."""
    routes = [route for route in app.assemble(Settings()).routes if isinstance(route, Route)]
    return {f"{method} {route.path}" for route in routes for method in (route.methods or set()) if method != "HEAD"}


def test_every_route_is_in_the_table() -> None:
    assert served() == set(permissions.ROUTES)


def test_every_route_with_a_body_shape_is_guarded() -> None:
    plain = [route for route in app.assemble(Settings()).routes if type(route) is APIRoute]

    assert plain == []


def test_without_a_login_there_are_only_the_named_routes() -> None:
    public = {route for route, access in permissions.ROUTES.items() if access is Open.PUBLIC}
    signed = {route for route, access in permissions.ROUTES.items() if access is Open.SIGNED}

    assert public == {
        "POST /api/v1/sessions",
        "GET /healthz",
        "GET /readyz",
        "GET /assets/{path:path}",
        "GET /{path:path}",
    }
    assert signed == {"POST /api/v1/webhooks/carrier/{carrier}"}


def test_whoever_may_only_read_changes_nothing() -> None:
    changing = {route: access for route, access in permissions.ROUTES.items() if route.startswith(UNSAFE)}

    assert [route for route, access in changing.items() if access.value.split(":")[-1].startswith("read")] == []


def test_every_permission_has_a_role_and_an_auditor_only_reads() -> None:
    assert set(permissions.ROLES) == set(Permission)
    assert all(permissions.ROLES.values())
    changes = [name for name in permissions.granted([Role.AUDITOR]) if ":read" not in name]
    assert changes == [Permission.SELF_CHANGE]


def call(client: Any, route: str) -> Any:
    method, path = route.split()
    address = re.sub(r"\{[a-z_]+\}", "1", path)
    return client.request(method, address)


@pytest.mark.parametrize("route", GUARDED)
def test_nobody_gets_in_without_a_login(shop: Any, route: str) -> None:
    with shop.anonymous() as client:
        answer = call(client, route)

    assert answer.status_code == 401
    assert answer.json()["code"] == "identity.not_logged_in"


def test_each_role_gets_what_the_table_says_and_nothing_else(shop: Any) -> None:
    wrong = []
    for (role, username), route in itertools.product(ACCOUNTS.items(), GUARDED):
        if route == "DELETE /api/v1/sessions/current":
            continue
        access = permissions.ROUTES[route]
        assert isinstance(access, Permission)
        answer = call(shop.as_(username), route)
        refused = answer.status_code == 403 and answer.json()["code"] == "http.permission_missing"
        if refused == permissions.allowed([role], access) or answer.status_code >= 500:
            wrong.append((role.value, route, answer.status_code))

    assert wrong == []


def test_a_push_without_a_signature_is_refused(shop: Any) -> None:
    with shop.anonymous() as client:
        answer = client.post("/api/v1/webhooks/carrier/sandbox", content=b"{}")

    assert answer.status_code in (401, 404)
