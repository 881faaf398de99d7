"""From which warehouse an order goes, what its picker does not find, and its parcel's way to the customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from kit.ids import new_id

OpenPage = Callable[..., Page]
PASSWORD = "orderflow-demo"
PARCEL = 40_000  # ms until a booked parcel has been picked up; the carrier takes one step in 5 seconds
UNDO_WINDOW = 8_000  # ms until a decision is sent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def brisk_carrier(sandbox_url: str) -> Iterator[None]:
    """The carrier moves parcels on every other second."""
    httpx.post(f"{sandbox_url}/_control", json={"step_seconds": 2}).raise_for_status()
    yield
    httpx.post(f"{sandbox_url}/_control", json={"step_seconds": 5}).raise_for_status()


def _choose(page: Page, label: str, text: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    if text:
        box.fill(text)
    page.locator(".ant-select-item-option").filter(has_text=option).first.click()


def _ordered(url: str) -> dict[str, Any]:
    """An order of 3 that waits for its picker in W1."""
    line = {"sku": "A-100", "quantity": "3"}
    body = {"customer_code": "C-1001", "channel": "B2B", "external_no": f"UI-{new_id()}", "lines": [line]}
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as sales:
        sales.post("/sessions", json={"username": "sales", "password": PASSWORD}).raise_for_status()
        order: dict[str, Any] = sales.post("/orders", json=body).raise_for_status().json()
    return order


def test_the_chosen_warehouse_is_asked_for_the_goods_and_sends_them(open_page: OpenPage) -> None:
    page = open_page("/orders/new", login="sales")
    _choose(page, "客户", "C-1001", "C-1001")
    _choose(page, "第 1 行商品", "A-100", "A-100")
    page.get_by_label("外部单号").fill(f"UI-{new_id()}")

    _choose(page, "仓库", "", "W2")
    page.get_by_role("button", name="提交订单").click()
    expect(page.get_by_role("alert").filter(has_text="仓库 W2 可用 0")).to_be_visible()
    _choose(page, "第 1 行商品", "A-300", "A-300")  # may be ordered without stock
    page.get_by_role("button", name=re.compile("提交")).click()

    expect(page).to_have_url(re.compile(r"/orders/\d+"))
    expect(page.locator(".ohead")).to_contain_text("缺货")
    expect(page.get_by_text("W2", exact=True)).to_be_visible()


def test_a_short_pick_comes_back_to_be_picked_and_the_parcel_is_handed_over(
    service_url: str, open_page: OpenPage, brisk_carrier: None
) -> None:
    order = _ordered(service_url)
    page = open_page("/inbox", login="warehouse")
    row = page.locator(".trow", has_text=order["number"])

    row.get_by_role("link").click()
    page.get_by_role("button", name="加一行").click()
    page.get_by_label("商品编码").fill("A-100")
    page.get_by_label("缺多少").fill("1")
    page.get_by_role("button", name="完成").click()
    expect(row).to_have_count(0)
    expect(row).to_be_visible(timeout=2 * UNDO_WINDOW)

    row.get_by_role("link").click()
    expect(page.get_by_label("缺多少")).to_have_count(0)
    page.get_by_role("button", name="完成").click()
    page.wait_for_timeout(UNDO_WINDOW)
    page.goto(f"/orders/{order['id']}")
    parcel = page.locator(".ship")
    expect(parcel.locator(".code")).to_have_text(re.compile("^SB"), timeout=PARCEL)
    expect(parcel).to_contain_text("模拟承运商")
    expect(parcel.locator(".row")).to_contain_text(re.compile("已揽收|运输中|派送中|已签收"), timeout=PARCEL)
