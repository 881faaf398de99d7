"""A step that failed for good is found by its owner, run again with a reason, and the order goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

PASSWORD = "orderflow-demo"
PATIENCE = 90  # seconds: three attempts of the booking wait 5 and 30 seconds in between
BREAKER = 16  # seconds: longer than the carrier's circuit breaker stays open after so many failures

QUOTE_CHECK = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
  <process id="quote_check" name="报价核查" isExecutable="true">
    <startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="g"/>
    <exclusiveGateway id="g" name="金额在哪一档"/><endEvent id="low"/><endEvent id="high"/>
    <sequenceFlow id="b" sourceRef="g" targetRef="low"><conditionExpression>=amount &lt; 5000</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="c" sourceRef="g" targetRef="high"><conditionExpression>=amount >= 5000</conditionExpression>
    </sequenceFlow>
  </process>
</definitions>"""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@contextmanager
def signed_in(url: str, login: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as client:
        client.post("/sessions", json={"username": login, "password": PASSWORD}).raise_for_status()
        yield client


def picked_order(url: str) -> dict[str, Any]:
    """An order whose parcel is to be booked next."""
    line = {"sku": "A-100", "quantity": "1"}
    body = {"customer_code": "C-1001", "channel": "B2B", "external_no": "PO-INCIDENT", "lines": [line]}
    with signed_in(url, "sales") as sales:
        order: dict[str, Any] = sales.post("/orders", json=body).raise_for_status().json()
    with signed_in(url, "warehouse") as warehouse:
        tasks = warehouse.get("/tasks", params={"order_id": order["id"]}).json()["items"]
        warehouse.post(f"/tasks/{tasks[0]['id']}/complete", json={"outcome": "complete", "variables": {}})
    return order


def test_a_failed_booking_is_run_again_and_the_order_is_shipped(
    service_url: str, sandbox_url: str, open_page: Callable[..., Page]
) -> None:
    httpx.post(f"{sandbox_url}/_control", json={"faults": ["error"] * 40}).raise_for_status()
    order = picked_order(service_url)
    page = open_page("/incidents", login="admin")
    expect(page.get_by_text("logistics.book")).to_be_visible(timeout=PATIENCE * 1000)
    expect(page.get_by_text("“下运单”没有完成：承运商 sandbox 暂时不可用，请稍后再试。")).to_be_visible()
    page.get_by_text("技术信息").click()
    expect(page.get_by_text("it answered 500")).to_be_visible()
    in_english = open_page("/incidents", login="admin", language="en")
    expect(in_english.get_by_text("“Book shipment” was not done: Carrier sandbox is unavailable")).to_be_visible()
    httpx.post(f"{sandbox_url}/_control", json={"faults": []}).raise_for_status()
    page.wait_for_timeout(BREAKER * 1000)

    page.get_by_role("button", name="重新执行").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("承运商已恢复，重新下单")
    page.get_by_role("dialog").get_by_role("button", name="重新执行").click()

    expect(page.get_by_text("logistics.book")).to_have_count(0, timeout=PATIENCE * 1000)
    page.goto(f"/orders/{order['id']}")
    expect(page.get_by_text("SB0").first).to_be_visible(timeout=PATIENCE * 1000)


def stopped_process(url: str) -> None:
    """A process that stops at a gateway, as nobody told it the amount."""
    with signed_in(url, "designer") as designer:
        told = {"reason": "试一试更正流程变量"}
        files = {"files": ("quote_check.bpmn", QUOTE_CHECK.encode())}
        designer.post("/deployments", data=told, files=files).raise_for_status()
    with signed_in(url, "admin") as admin:
        wanted = {"process_id": "quote_check", "business_key": "报价-1", "variables": {}}
        admin.post("/instances", json=wanted).raise_for_status()


def test_a_variable_is_corrected_and_the_step_goes_on(service_url: str, open_page: Callable[..., Page]) -> None:
    stopped_process(service_url)
    page = open_page("/incidents", login="admin")
    row = page.get_by_role("listitem").filter(has_text="金额在哪一档")
    expect(row).to_contain_text("没有名为 amount 的变量")

    row.get_by_role("button", name="重新执行").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="添加要更正的变量").click()
    dialog.get_by_label("第 1 个变量", exact=True).fill("amount")
    dialog.get_by_label("第 1 个变量的值").fill("6000")
    dialog.get_by_label("原因").fill("补上报价金额")
    dialog.get_by_role("button", name="重新执行").click()

    expect(row).to_have_count(0)
