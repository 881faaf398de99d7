"""The whole product as `orderflow serve` runs it: jobs, clock work, carrier, screens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

V1 = "/api/v1"
PATIENCE = 20.0  # seconds


@contextmanager
def login(url: str, username: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as client:
        body = {"username": username, "password": "orderflow-demo"}
        assert client.post(f"{V1}/sessions", json=body).status_code == 200
        yield client


def until(holds: Callable[[], bool]) -> bool:
    for _ in range(int(PATIENCE / 0.1)):
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_it_is_alive_and_ready(product_url: str) -> None:
    assert httpx.get(f"{product_url}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{product_url}/readyz").json() == {"status": "ok"}


def test_a_load_balancer_may_ask_for_the_head_alone(product_url: str) -> None:
    answers = [httpx.head(f"{product_url}/{page}") for page in ("healthz", "readyz")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"")] * 2


def test_an_order_for_the_third_party_warehouse_is_shipped_by_itself(product_url: str) -> None:
    with login(product_url, "sales") as sales:
        draft = {
            "customer_code": "C-1002",
            "channel": "B2B",
            "external_no": "PRODUCT-1",
            "warehouse_code": "W2",
            "lines": [{"sku": "B-102", "quantity": "2"}],
        }
        order = sales.post(f"{V1}/orders", json=draft).json()

        def shipped() -> bool:
            return bool(sales.get(f"{V1}/orders/{order['id']}").json()["shipments"])

        assert until(shipped), sales.get(f"{V1}/orders/{order['id']}").text
        shipments = sales.get(f"{V1}/shipments", params={"order_id": order["id"]}).json()["items"]

    assert shipments[0]["carrier"] == "sandbox"
    assert shipments[0]["waybill"]


def test_numbers_for_prometheus_want_an_administrator(product_url: str) -> None:
    with login(product_url, "admin") as admin:
        answer = admin.get("/metrics")

    assert 'orderflow_requests_total{method="POST",route="/api/v1/sessions",status="200"}' in answer.text
    assert httpx.get(f"{product_url}/metrics").status_code == 401


def test_open_screens_hear_what_changed(product_url: str) -> None:
    with login(product_url, "sales") as sales, login(product_url, "sales") as other:
        draft: dict[str, Any] = {"customer_code": "C-1002", "lines": [{"sku": "B-103", "quantity": "1"}]}
        with sales.stream("GET", f"{V1}/events") as events:
            assert events.headers["content-type"].startswith("text/event-stream")
            lines = events.iter_lines()
            assert next(lines).startswith("retry:")
            order = other.post(f"{V1}/orders", json=draft).json()
            heard = next(line for line in lines if line.startswith("data:") and order["id"] in line)

    assert heard


def test_an_event_stream_ends_with_its_session(product_url: str) -> None:
    with (
        login(product_url, "sales") as sales,
        httpx.Client(base_url=product_url, cookies=sales.cookies) as other,
        sales.stream("GET", f"{V1}/events", timeout=15) as events,
    ):
        assert other.delete(f"{V1}/sessions/current").status_code == 204
        assert sum(1 for _ in events.iter_lines()) < 1000


def test_an_address_of_the_screens_is_answered_with_a_page(product_url: str) -> None:
    for path in ("/", "/orders/123", "/inbox"):
        answer = httpx.get(f"{product_url}{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["cache-control"] == "no-cache"


def test_no_file_outside_of_the_screens_is_served(product_url: str) -> None:
    for path in ("/assets/../../app.py", "/..%2f..%2fpyproject.toml", "/assets/%2e%2e/%2e%2e/app.py", "/api.py"):
        answer = httpx.get(f"{product_url}{path}")
        assert "create_app" not in answer.text and "[project]" not in answer.text
