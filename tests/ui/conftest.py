"""The browser of these tests: headless Chromium on the running product; every page has its own session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from integrations import carriers
from integrations.sandbox_carrier import SandboxCarrier
from kit import config
from tools import browser as chromium_tools

PASSWORD = "orderflow-demo"
STATIC = Path(__file__).resolve().parents[2] / "api" / "static" / "index.html"
DESK = (1440, 900)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=[*chromium_tools.OPTIONS])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sandbox_url(service_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The carrier simulator that the running product uses; its faults are asked for at /_control."""
    notes = list(tmp_path_factory.getbasetemp().glob("product*/sandbox-carrier.url"))
    return notes[0].read_text(encoding="ascii").strip()


@pytest.fixture(scope="session")
def carrier(sandbox_url: str) -> Iterator[SandboxCarrier]:
    client = SandboxCarrier(sandbox_url, secret=config.Settings().carrier_secret)
    yield client
    client.close()


@pytest.fixture(autouse=True)
def own_carrier(carrier: SandboxCarrier) -> Iterator[None]:
    """Other products may have started in this process since: the screens are looked at with the carrier of this one."""
    with carriers.alone():
        carriers.use(carrier)
        yield


@pytest.fixture(scope="session")
def sessions(browser: Browser, service_url: str) -> Callable[[str], StorageState]:
    """The cookies of a demo account, logged in once: hashing passwords is slow on purpose."""

    @cache
    def of(login: str) -> StorageState:
        context = browser.new_context(base_url=service_url)
        answer = context.request.post("/api/v1/sessions", data={"username": login, "password": PASSWORD})
        assert answer.ok, answer.text()
        state = context.storage_state()
        context.close()
        return state

    return of


@pytest.fixture
def open_page(browser: Browser, service_url: str, sessions: Callable[[str], StorageState]) -> Iterator[OpenPage]:
    """Opens a page of the product; signs in when a login is named. Script errors on it fail the test."""
    if not STATIC.is_file():
        pytest.fail("the web UI is not built: run `make setup`")
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(
        path: str,
        *,
        login: str | None = None,
        size: tuple[int, int] = DESK,
        language: str = "zh-CN",
        theme: str = "light",
    ) -> Page:
        context = browser.new_context(
            base_url=service_url,
            storage_state=sessions(login) if login else None,
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []
