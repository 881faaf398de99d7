"""The main way through the screens: log in, write an order, approve it in the inbox, see it on the order page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from kit.ids import new_id

OpenPage = Callable[..., Page]
UNDO_WINDOW = 8_000  # ms until a decision is sent


def _pick(page: Page, label: str, text: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    page.locator(".ant-select-item-option").filter(has_text=option).first.click()


def _write_order(page: Page, *, external_no: str, sku: str, quantity: str) -> None:
    _pick(page, "客户", "C-1001", "C-1001")
    _pick(page, "第 1 行商品", sku, sku)
    page.get_by_label("第 1 行数量").fill(quantity)
    page.get_by_label("外部单号").fill(external_no)


def _current_task(page: Page) -> str:
    expect(page.get_by_role("button", name="通过")).to_be_visible()
    return page.locator(".trow.cur").get_attribute("data-task") or ""


def test_an_order_is_written_approved_and_seen_to_move_on(open_page: OpenPage) -> None:
    external_no = f"UI-{new_id()}"
    sales = open_page("/")

    expect(sales).to_have_url(re.compile("/login"))
    sales.get_by_label("用户名").fill("sales")
    sales.get_by_label("密码", exact=True).fill("orderflow-demo")
    sales.get_by_role("button", name="登录", exact=True).click()
    expect(sales.get_by_role("heading", level=1)).to_have_text("待我处理")

    sales.get_by_role("link", name="下单").first.click()
    _write_order(sales, external_no=external_no, sku="A-200", quantity="4")
    expect(sales.locator(".pay .total")).to_have_text("¥10,000.00")
    sales.get_by_role("button", name="提交订单").click()
    expect(sales).to_have_url(re.compile(r"/orders/\d+"))
    expect(sales.get_by_text("审批中").first).to_be_visible()
    number = sales.get_by_role("heading", level=1).inner_text()

    approver = open_page("/inbox", login="approver")
    approver.locator(".trow", has_text=number).get_by_role("link").click()
    expect(approver.get_by_role("link", name=number)).to_be_visible()
    approver.keyboard.press("a")
    expect(approver.get_by_role("status").filter(has_text="已通过")).to_be_visible()
    expect(approver.locator(".trow", has_text=number)).to_have_count(0)
    approver.wait_for_timeout(UNDO_WINDOW)

    expect(sales.locator(".ohead")).to_contain_text("拣货中")
    expect(sales.locator(".track li.now")).to_contain_text("拣货")


def test_a_decision_is_taken_back_with_z(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver")
    task = _current_task(page)

    page.keyboard.press("a")
    expect(page.locator(f"[data-task='{task}']")).to_have_count(0)
    page.keyboard.press("z")

    expect(page.locator(f"[data-task='{task}']")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="已通过")).to_have_count(0)


def test_a_rejection_asks_for_its_reason_first(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver")
    expect(page.get_by_role("button", name="驳回")).to_be_visible()

    page.keyboard.press("r")

    expect(page.get_by_role("alert").filter(has_text="驳回须写原因")).to_be_visible()
    expect(page.get_by_label("意见", exact=True)).to_be_focused()


def test_who_comes_second_is_told_who_was_first(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver")
    task = _current_task(page)
    page.keyboard.press("a")
    first = open_page("/login", login="approver")

    answer = first.request.post(f"/api/v1/tasks/{task}/complete", data={"outcome": "approve"})
    assert answer.ok, answer.text()

    expect(page.get_by_role("alert").filter(has_text="你的决定没有提交")).to_be_visible(timeout=UNDO_WINDOW + 5_000)


def test_a_wrong_password_is_said_at_the_form(open_page: OpenPage) -> None:
    page = open_page("/login")
    page.get_by_label("用户名").fill("sales")
    page.get_by_label("密码", exact=True).fill("wrong")

    page.get_by_role("button", name="登录", exact=True).click()

    expect(page.get_by_role("alert").filter(has_text="密码")).to_be_visible()


def test_an_expired_session_leads_to_the_login_and_back(open_page: OpenPage) -> None:
    page = open_page("/orders", login="sales")
    expect(page.locator("tbody a").first).to_be_visible()
    page.context.clear_cookies()

    page.get_by_role("link", name="VIP 通道").click()

    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("用户名").fill("sales")
    page.get_by_label("密码", exact=True).fill("orderflow-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/orders"))
