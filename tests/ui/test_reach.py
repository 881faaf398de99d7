"""Everything is in reach: by key on a desk, by finger on a phone, and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PHONE = (360, 780)


def _fits(page: Page, selector: str) -> bool:
    boxes = [one.bounding_box() for one in page.locator(selector).all()]
    return bool(boxes) and all(
        box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0] for box in boxes
    )


def test_keys_walk_the_order_list_filter_it_and_open_an_order(open_page: OpenPage) -> None:
    page = open_page("/orders", login="sales")
    links = page.locator("tbody tr[data-at] a")
    links.first.wait_for()

    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="订单号、客户、外部单号")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/orders/\d+"))


def test_where_nothing_can_be_filtered_the_slash_opens_the_palette(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver")
    page.locator(".trow").first.wait_for()

    page.keyboard.press("/")
    palette = page.get_by_role("combobox", name="页面、订单号、客户或外部单号")
    expect(palette).to_be_focused()
    palette.fill("订")
    page.keyboard.press("ArrowDown")

    chosen = page.get_by_role("option", selected=True)
    expect(palette).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))


@pytest.mark.parametrize("login", ["approver", "warehouse", "risk"])
def test_the_reason_of_a_row_is_never_cut(open_page: OpenPage, login: str) -> None:
    page = open_page("/inbox", login=login, size=PHONE, language="en")
    chips = page.locator(".trow .chip .ell")
    chips.first.wait_for()

    assert not any(chip.evaluate("one => one.scrollWidth > one.clientWidth") for chip in chips.all())


def test_a_phone_shows_the_diagram_on_its_side_and_a_finger_moves_it(open_page: OpenPage) -> None:
    page = open_page("/orders", login="sales", size=PHONE)
    page.locator(".ocard a").first.click()
    expect(page.locator(".track")).to_be_visible()
    expect(page.locator(".canvasbox")).to_have_count(0)
    assert _fits(page, ".phone-acts button")

    page.get_by_role("button", name="流程图", exact=True).click()
    page.locator(".djs-shape").first.wait_for()
    edges = page.locator(".fullscreen").bounding_box()
    assert edges is not None and (round(edges["width"]), round(edges["height"])) == PHONE
    layer = page.locator(".djs-container svg > .viewport")
    before = layer.get_attribute("transform")
    page.locator(".djs-container").evaluate(
        """box => {
          const at = (type, clientY) => box.dispatchEvent(
            new PointerEvent(type, {bubbles: true, pointerId: 7, pointerType: 'touch', clientX: 100, clientY}));
          at('pointerdown', 300); at('pointermove', 340); at('pointerup', 340);
        }"""
    )
    expect(layer).not_to_have_attribute("transform", str(before))

    page.keyboard.press("Escape")
    expect(page.locator(".track")).to_be_visible()


def test_without_a_network_a_line_says_so_until_it_is_back(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver", size=PHONE)
    page.locator(".trow").first.get_by_role("link").click()
    expect(page.get_by_role("button", name="通过")).to_be_visible()

    page.context.set_offline(True)
    line = page.get_by_role("status").filter(has_text="已离线")
    expect(line).to_be_visible()
    top = page.locator(".dec.open").bounding_box()
    bar = line.bounding_box()
    assert top is not None and bar is not None and top["y"] >= bar["y"] + bar["height"]

    page.context.set_offline(False)
    expect(line).to_be_hidden()


def test_an_import_without_a_file_says_what_is_missing(open_page: OpenPage) -> None:
    page = open_page("/imports", login="admin")

    page.get_by_role("button", name="开始试跑").click()

    expect(page.get_by_role("alert")).to_have_text("先选择文件")


def test_what_trying_again_cannot_mend_offers_the_way_on(open_page: OpenPage) -> None:
    page = open_page("/orders/1", login="sales")

    failed = page.get_by_role("alert")
    expect(failed.get_by_text("订单没有加载出来")).to_be_visible()
    expect(failed.get_by_role("button", name="重试")).to_have_count(0)
    failed.get_by_role("link", name="返回订单列表").click()

    expect(page).to_have_url(re.compile(r"/orders$"))


def test_several_picks_are_completed_at_once_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="warehouse", size=PHONE)
    for row in range(2):
        page.locator(".trow").nth(row).get_by_role("checkbox").click()

    bar = page.get_by_role("toolbar", name="批量操作")
    expect(bar.get_by_role("button", name="驳回")).to_have_count(0)
    words, button = bar.locator("b").bounding_box(), bar.get_by_role("button", name="完成").bounding_box()
    assert words is not None and button is not None and button["y"] >= words["y"] + words["height"]
    assert _fits(page, ".bulk button")


def test_the_way_to_what_is_wrong_leads_into_the_field(open_page: OpenPage) -> None:
    page = open_page("/orders/new", login="sales", size=PHONE)
    page.get_by_role("button", name="提交订单").click()

    page.get_by_role("button", name="去改 2 处").click()

    expect(page.get_by_role("combobox", name="客户")).to_be_focused()


def test_where_the_panel_is_folded_away_the_title_opens_the_views(open_page: OpenPage) -> None:
    page = open_page("/orders", login="sales", size=(1280, 800))
    expect(page.locator(".panel")).to_be_hidden()

    page.get_by_role("button", name="全部订单").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="拣货中").click()

    expect(page).to_have_url(re.compile(r"status=picking"))
    expect(page.get_by_role("heading", level=1)).to_have_text("拣货中")
