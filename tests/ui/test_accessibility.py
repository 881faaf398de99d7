"""axe-core finds nothing on any screen, light and dark, Chinese and English, desk and phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

OpenPage = Callable[..., Page]
AXE = Path(__file__).resolve().parents[2] / "admin_ui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = (360, 780), (1440, 900)
SCREENS = ["/inbox", "/orders", "/orders/new", "/processes", "/incidents", "/imports", "/me"]


def _findings(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    report: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    return [f"{found['id']}: {found['nodes'][0]['target']}" for found in report["violations"]]


def _settled(page: Page) -> None:
    page.wait_for_load_state("load")
    page.locator("h1").first.wait_for()
    page.locator(".skeleton").first.wait_for(state="detached")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("path", SCREENS)
@pytest.mark.parametrize(
    ("theme", "language", "size"),
    [("light", "zh-CN", DESK), ("dark", "en", DESK), ("dark", "zh-CN", PHONE)],
    ids=["light-zh-desk", "dark-en-desk", "dark-zh-phone"],
)
def test_a_screen_has_no_finding(
    open_page: OpenPage, path: str, theme: str, language: str, size: tuple[int, int]
) -> None:
    page = open_page(path, login="admin", theme=theme, language=language, size=size)
    _settled(page)

    assert _findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_order_page_with_its_diagram_has_no_finding(open_page: OpenPage, theme: str) -> None:
    page = open_page("/orders", login="admin", theme=theme, language="en")
    page.locator("tbody a").first.click()
    page.locator(".djs-shape").first.wait_for()
    _settled(page)

    assert _findings(page) == []


def test_the_login_has_no_finding(open_page: OpenPage) -> None:
    page = open_page("/login", theme="dark", language="en")
    _settled(page)

    assert _findings(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_views_that_open_from_the_title_have_no_finding(open_page: OpenPage, theme: str) -> None:
    page = open_page("/inbox", login="admin", theme=theme, language="en", size=(1024, 768))
    _settled(page)
    page.locator(".view-title").click()
    page.get_by_role("menuitem").first.wait_for()
    page.wait_for_timeout(300)

    assert _findings(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_command_palette_has_no_finding(open_page: OpenPage, theme: str) -> None:
    page = open_page("/inbox", login="admin", theme=theme, language="en")
    _settled(page)
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(300)

    assert _findings(page) == []
