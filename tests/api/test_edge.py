"""The edge of every request: origin, size, headers, ids, faults."""

from __future__ import annotations

import asyncio
import http.client
import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api import edge, failures
from api.metrics import Metrics
from kit.config import Settings

V1 = "/api/v1"
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example"},
    ],
)
def test_a_page_of_another_site_cannot_act(shop: Any, headers: dict[str, str]) -> None:
    sales = shop.as_("sales")
    before = shop.facts()

    answer = sales.post(f"{V1}/orders", json=shop.draft(), headers=headers)

    assert answer.status_code == 403
    assert answer.json()["code"] == "http.foreign_origin"
    assert shop.facts() == before


def test_a_page_of_another_site_cannot_log_anybody_in(shop: Any) -> None:
    body = {"username": "sales", "password": "orderflow-demo"}
    with shop.anonymous() as client:
        answer = client.post(f"{V1}/sessions", json=body, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_our_own_pages_and_programs_can(shop: Any) -> None:
    sales = shop.as_("sales")

    for headers in ({"Origin": shop.url}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        assert sales.post(f"{V1}/orders", json=shop.draft(), headers=headers).status_code == 201


@pytest.mark.parametrize("path", ["/", "/assets/none.js", "/healthz", f"{V1}/orders", f"{V1}/nothing", "/orders/1"])
def test_every_answer_carries_the_security_headers(shop: Any, path: str) -> None:
    with shop.anonymous() as client:
        answer = client.get(path)

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers


def test_answers_of_the_api_are_not_stored(shop: Any) -> None:
    assert shop.as_("sales").get(f"{V1}/me").headers["cache-control"] == "no-store"


def test_a_request_keeps_its_id_or_gets_one(shop: Any) -> None:
    sales = shop.as_("sales")

    given = sales.get(f"{V1}/me", headers={"X-Request-ID": "from-outside-1"})
    made = sales.get(f"{V1}/me")
    forged = sales.get(f"{V1}/me", headers={"X-Request-ID": "x" * 100})

    assert given.headers["x-request-id"] == "from-outside-1"
    assert len(made.headers["x-request-id"]) == 32
    assert forged.headers["x-request-id"] != "x" * 100


def test_a_json_body_above_the_limit_is_refused(shop: Any) -> None:
    body = b'{"remark": "' + b"x" * (3 * MEGABYTE) + b'"}'
    headers = {"Content-Type": "application/json"}

    answer = shop.as_("sales").post(f"{V1}/orders", content=body, headers=headers)

    assert answer.status_code == 413
    assert answer.json()["code"] == "http.body_too_large"


def test_a_stream_without_a_length_is_cut_at_the_limit(shop: Any) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * MEGABYTE

    answer = shop.as_("sales").post(f"{V1}/orders", content=pieces(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413


@pytest.mark.parametrize("path", [f"{V1}/imports", f"{V1}/deployments"])
def test_an_upload_of_50_megabytes_is_refused_before_it_is_sent(shop: Any, path: str) -> None:
    admin = shop.as_("admin")
    before = shop.facts()
    connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=20)
    connection.putrequest("POST", path)
    connection.putheader("Cookie", f"orderflow_session={admin.cookies['orderflow_session']}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(50 * MEGABYTE))
    connection.endheaders()

    answer = connection.getresponse()

    assert answer.status == 413
    assert answer.getheader("content-type") == "application/problem+json"
    assert json.loads(answer.read())["code"] == "http.body_too_large"
    assert shop.facts() == before
    connection.close()


def test_an_upload_of_50_megabytes_that_is_sent_nevertheless_costs_no_memory(shop: Any) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            yield b"0" * MEGABYTE

    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(50 * MEGABYTE)}
    admin = shop.as_("admin")
    peak = _peak()

    answer = admin.post(f"{V1}/imports", content=pieces(), headers=headers)

    assert answer.status_code == 413
    assert _peak() - peak < 25 * MEGABYTE


def test_an_upload_in_pieces_is_refused_where_the_limit_is(shop: Any) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'
        for _ in range(50):
            sent += MEGABYTE
            yield b"0" * MEGABYTE
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    answer = shop.as_("admin").post(f"{V1}/imports", content=pieces(), headers=headers)

    assert answer.status_code == 413


def test_a_form_that_breaks_off_is_a_problem(shop: Any) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    answer = shop.as_("admin").post(f"{V1}/imports", content=b"--b\r\nnonsense", headers=headers)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_fault_of_ours_tells_nothing_but_its_request_id() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("secret detail")

    answer = _call(broken, {})

    assert answer.status_code == 500
    assert answer.json()["code"] == failures.Unexpected.code
    assert answer.json()["request_id"] in answer.json()["detail"]
    assert "secret" not in answer.text


def test_a_refused_attempt_leaves_a_line_in_the_log(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    sales = shop.as_("sales")
    caplog.clear()

    sales.get(f"{V1}/audit", headers={"X-Request-ID": "attempt-1"})

    def lines() -> list[tuple[str, str, int]]:
        told = [record for record in caplog.records if record.name == edge.__name__ and record.levelname == "WARNING"]
        return [(vars(record)["action"], vars(record)["path"], vars(record)["status"]) for record in told]

    for _ in range(100):  # the line is written after the answer has left
        if lines():
            break
        time.sleep(0.02)
    assert lines() == [("request", f"{V1}/audit", 403)]


def test_https_is_demanded_where_cookies_are_secure() -> None:
    async def fine(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert "max-age=31536000" in _call(fine, {"secure_cookie": True}).headers["strict-transport-security"]
    assert "strict-transport-security" not in _call(fine, {}).headers


def _call(app: Any, settings: dict[str, Any]) -> httpx.Response:
    wrapped = edge.Edge(app, Settings(**settings), Metrics())

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app=wrapped)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/x")

    return asyncio.run(get())


def _peak() -> int:
    """Bytes of memory that this process has had at most: client and service are one process here."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
