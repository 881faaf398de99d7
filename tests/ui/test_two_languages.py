"""Who reads English finds no Chinese in what the house says: not in the inbox, not in a diagram, and at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PROCESSES = ("order_to_cash", "order_approval", "credit_check", "fulfilment", "order_cancel", "vip_fast_track")


@pytest.mark.parametrize("process", PROCESSES)
def test_a_diagram_is_drawn_in_english_without_a_broken_word(open_page: OpenPage, process: str) -> None:
    page = open_page(f"/processes/{process}", login="designer", language="en")
    expect(page.locator(".djs-label").first).to_be_visible()

    lines = page.locator(".djs-container text tspan").all_text_contents()

    assert lines and not CHINESE.search("".join(lines))
    assert [line for line in lines if len(line.strip()) == 1] == [], "a word is cut at the end of its label"


def test_an_inbox_changes_its_language_where_it_stands(open_page: OpenPage) -> None:
    page = open_page("/inbox", login="approver", language="en")
    row = page.locator(".trow").first
    expect(row).to_contain_text("Contract approval")

    page.evaluate("localStorage.setItem('orderflow.language', 'zh-CN')")
    page.reload()

    expect(row).to_contain_text("合同审批")
