"""The fast lane answers as the framework would: same refusals, same order of checks, odd forms left to it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import httpx
import pytest

from api import permissions
from api.app import ROUTERS
from api.guard import GuardedRoute
from api.permissions import Permission

V1 = "/api/v1"
JSON = {"Content-Type": "application/json"}


def _hot() -> list[GuardedRoute]:
    routes = [route for router in ROUTERS for route in router.routes]
    return [route for route in routes if isinstance(route, GuardedRoute) and route.shortcut]


@pytest.mark.parametrize("route", _hot(), ids=lambda route: f"{sorted(route.methods)[0]} {route.path}")
def test_every_hot_route_needs_a_login_before_it_reads(shop: Any, route: GuardedRoute) -> None:
    (method,) = route.methods
    path = route.path.replace("{id}", "1")
    assert isinstance(permissions.ROUTES[f"{method} {route.path}"], Permission)

    with shop.anonymous() as client:
        answer = client.request(method, path, content=b"{" if method == "POST" else None, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.not_logged_in")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_missing_permission_comes_before_the_body(shop: Any) -> None:
    answer = shop.as_("warehouse").post(f"{V1}/orders", content=b"{", headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (403, "http.permission_missing")


def test_a_wrong_media_type_comes_before_the_body(shop: Any) -> None:
    answer = shop.as_("sales").post(f"{V1}/orders", content=b"{", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"{", b'{"a": 1, "a": 2}', b"[" * 100 + b"]" * 100, b"NaN", b""])
def test_bodies_that_are_no_json_are_refused(shop: Any, body: bytes) -> None:
    answer = shop.as_("sales").post(f"{V1}/orders", content=body, headers=JSON)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_faults_of_the_fields_are_told_as_everywhere(shop: Any) -> None:
    answer = shop.as_("sales").post(f"{V1}/orders", json=shop.draft(channel="X", surprise=1))

    assert answer.status_code == 422
    assert {error["at"] for error in answer.json()["errors"]} == {"channel", "surprise"}


def test_a_body_in_chunks_reaches_the_route_either_way(shop: Any) -> None:
    good = httpx.Request("POST", "http://x", json=shop.draft()).content
    wrong = httpx.Request("POST", "http://x", json=shop.draft(surprise=1)).content

    answers = [
        shop.as_("sales").post(f"{V1}/orders", content=iter([body[:40], body[40:]]), headers=JSON)
        for body in (good, wrong)
    ]

    assert [answer.status_code for answer in answers] == [201, 422]


def test_a_filtered_inbox_goes_the_usual_way(shop: Any) -> None:
    order = shop.order()
    admin = shop.as_("admin")

    narrow = admin.get(f"{V1}/tasks", params={"order_id": order["id"], "view": "all"}).json()
    short = admin.get(f"{V1}/tasks", params={"order_id": order["id"]}).json()
    refused = admin.get(f"{V1}/tasks", params={"order_id": "1e3"})

    assert narrow == short
    assert refused.status_code == 422


def test_a_session_that_ended_is_refused_at_once(shop: Any) -> None:
    order = shop.order()
    with closing(shop.login("sales")) as client:
        assert client.get(f"{V1}/orders/{order['id']}").status_code == 200
        token = client.cookies["orderflow_session"]

        assert client.delete(f"{V1}/sessions/current").status_code == 204

    with shop.anonymous() as thief:
        again = thief.get(f"{V1}/orders/{order['id']}", headers={"Cookie": f"orderflow_session={token}"})
    assert (again.status_code, again.json()["code"]) == (401, "identity.not_logged_in")


def test_metrics_know_the_route_not_the_address(shop: Any) -> None:
    order = shop.order()
    shop.as_("sales").get(f"{V1}/orders/{order['id']}")

    text = shop.as_("admin").get("/metrics").text

    assert f'route="{V1}/orders/{{id}}"' in text
    assert order["id"] not in text


def test_an_order_that_never_was_is_not_found(shop: Any) -> None:
    sales = shop.as_("sales")

    for id in ("1", "9" * 19, "abc", "１"):
        assert sales.get(f"{V1}/orders/{id}").status_code in (404, 422)
