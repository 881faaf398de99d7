"""Writing an order on a phone, 360 pixels wide: everything fits, and each refusal stands under its field."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PHONE = (360, 780)


def test_an_order_is_written_at_360_pixels(open_page: OpenPage) -> None:
    page = open_page("/orders/new", login="sales", size=PHONE)

    page.get_by_role("button", name="提交订单").click()
    expect(page.get_by_text("2 处需改")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="选择客户")).to_be_visible()

    for label, text in (("客户", "C-1001"), ("第 1 行商品", "A-100")):
        box = page.get_by_role("combobox", name=label)
        box.click()
        box.fill(text)
        page.locator(".ant-select-item-option").filter(has_text=text).first.click()
    page.get_by_role("button", name="增加").click()
    page.get_by_label("第 1 行单价").fill("99.99")
    expect(page.locator(".pay .total")).to_have_text("¥199.98")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="提交订单").click()
    expect(page).to_have_url(re.compile(r"/orders/\d+"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_the_service_refuses_stands_under_its_field(open_page: OpenPage) -> None:
    page = open_page("/orders/new", login="sales", size=PHONE)
    for label, text in (("客户", "C-1001"), ("第 1 行商品", "A-200")):
        box = page.get_by_role("combobox", name=label)
        box.click()
        box.fill(text)
        page.locator(".ant-select-item-option").filter(has_text=text).first.click()
    page.get_by_label("第 1 行数量").fill("100000")

    page.get_by_role("button", name="提交订单").click()

    line = page.get_by_role("article", name="第 1 行")
    expect(line.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("1 处需改")).to_be_visible()


def test_the_inbox_on_a_phone_opens_a_task_full_screen_and_goes_back(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver", size=PHONE)

    page.locator(".trow").first.get_by_role("link").click()
    expect(page.get_by_role("button", name="通过")).to_be_visible()
    page.get_by_role("button", name="返回列表").click()

    expect(page.locator(".trow").first).to_be_visible()
    expect(page.get_by_role("button", name="通过")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_way_to_decide_is_in_reach_of_the_thumb(open_page: OpenPage, language: str) -> None:
    page = open_page("/inbox", login="approver", size=PHONE, language=language)
    page.locator(".trow").first.get_by_role("link").click()
    buttons = page.locator(".foot").get_by_role("button")
    expect(buttons).to_have_count(4)

    for button in buttons.all():
        box = button.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
