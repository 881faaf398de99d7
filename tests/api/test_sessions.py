"""Log in, stay logged in, log out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.db import Tx
from oms.identity import rules

V1 = "/api/v1"
COOKIE = "orderflow_session"


def attempt(shop: Any, username: str, password: str) -> Any:
    with shop.anonymous() as client:
        return client.post(f"{V1}/sessions", json={"username": username, "password": password})


@pytest.fixture
def sales(shop: Any) -> Iterator[Any]:
    client = shop.login("sales")
    yield client
    client.close()


def test_the_cookie_is_kept_from_scripts_and_other_sites(shop: Any) -> None:
    answer = attempt(shop, "sales", "orderflow-demo")

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie
    assert answer.json()["user"]["username"] == "sales"


def test_me_says_who_i_am_and_what_i_may(sales: Any) -> None:
    me = sales.get(f"{V1}/me").json()

    assert me["username"] == "sales"
    assert me["timezone"] == "Asia/Shanghai"
    assert me["roles"] == me["groups"] == ["sales"]
    assert "orders:create" in me["permissions"]
    assert "audit:read" not in me["permissions"]


def test_each_login_is_a_new_session(shop: Any, sales: Any) -> None:
    first = sales.cookies[COOKIE]
    sales.post(f"{V1}/sessions", json={"username": "sales", "password": "orderflow-demo"})

    assert sales.cookies[COOKIE] != first


def test_a_wrong_password_and_an_unknown_name_look_the_same(shop: Any) -> None:
    wrong = attempt(shop, "designer", "not the password")
    unknown = attempt(shop, "nobody-here", "not the password")

    assert wrong.status_code == unknown.status_code == 401
    assert {**wrong.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert wrong.json()["code"] == "identity.bad_credentials"


def test_many_wrong_passwords_slow_the_account_down(shop: Any) -> None:
    for _ in range(rules.FREE_ATTEMPTS):
        attempt(shop, "logistics", "wrong password")
    answer = attempt(shop, "logistics", "wrong password")

    assert answer.status_code == 429
    assert answer.json()["code"] == "identity.too_many_logins"
    assert int(answer.headers["retry-after"]) >= 1
    _forgive(shop, "logistics")


def test_without_a_session_nothing_is_told(shop: Any) -> None:
    with shop.anonymous() as client:
        answer = client.get(f"{V1}/orders")

    assert answer.status_code == 401
    assert answer.json()["code"] == "identity.not_logged_in"


def test_an_invented_session_is_none(shop: Any) -> None:
    with shop.anonymous() as client:
        client.cookies.set(COOKIE, "x" * 43)
        assert client.get(f"{V1}/me").status_code == 401


def test_an_expired_session_is_told_so_and_changes_nothing(shop: Any, sales: Any) -> None:
    before = shop.facts()
    hour = timedelta(hours=13) // timedelta(microseconds=1)
    hashed = rules.token_hash(sales.cookies[COOKIE])

    def age(tx: Tx) -> None:
        statement = text("UPDATE login_session SET last_seen_at = last_seen_at - :age WHERE token_hash = :hash")
        tx.connection.execute(statement, {"age": hour, "hash": hashed})

    shop.services.database.write(age)
    answer = sales.post(f"{V1}/orders", json=shop.draft())

    assert answer.status_code == 401
    assert answer.json()["code"] == "identity.session_expired"
    assert shop.facts() == before


def test_after_logging_out_the_session_is_gone(sales: Any) -> None:
    token = sales.cookies[COOKIE]

    assert sales.delete(f"{V1}/sessions/current").status_code == 204
    sales.cookies.set(COOKIE, token)

    assert sales.get(f"{V1}/me").status_code == 401


def _forgive(shop: Any, username: str) -> None:
    statement = text("UPDATE app_user SET failed_logins = 0, locked_until = NULL WHERE username_key = :name")
    shop.services.database.write(lambda tx: tx.connection.execute(statement, {"name": username}))
