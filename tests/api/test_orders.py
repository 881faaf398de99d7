"""Orders over HTTP: take in, list, show, cancel, edit, timeline."""

from __future__ import annotations

from typing import Any

from engine import messages

V1 = "/api/v1"


def complete(shop: Any, who: str, task: dict[str, Any], outcome: str, comment: str = "可以 fine") -> Any:
    body = {"outcome": outcome, "comment": comment, "variables": {}}
    return shop.as_(who).post(f"{V1}/tasks/{task['id']}/complete", json=body)


def task_of(shop: Any, order: dict[str, Any], element: str) -> dict[str, Any]:
    return next(task for task in shop.tasks(order) if task["element_id"] == element)


def read(shop: Any, order: dict[str, Any]) -> dict[str, Any]:
    answer = shop.as_("sales").get(f"{V1}/orders/{order['id']}")
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_small_order_is_approved_by_rule_and_waits_for_picking(shop: Any) -> None:
    order = shop.order()

    assert order["totals"] == {"net": "265.49", "tax": "34.51", "gross": "300.00"}
    assert order["status"] == {"commercial": "confirmed", "fulfilment": "picking", "payment": "unpaid"}
    assert order["id"].isdigit() and order["process_instance_id"].isdigit()
    assert [task["element_id"] for task in shop.tasks(order)] == ["pick"]


def test_what_was_taken_in_is_what_is_shown(shop: Any) -> None:
    order = shop.order(remark="请轻放", urgent=True)

    assert read(shop, order) == order


def test_a_vip_order_is_tagged_and_two_tasks_appear_at_once(shop: Any) -> None:
    order = shop.order(customer_code="C-VIP1")

    assert order["tags"] == ["VIP通道"]
    groups = {group for task in shop.tasks(order) for group in task["candidate_groups"]}
    assert {"warehouse", "customer_service"} <= groups


def test_orders_are_paged_newest_first(shop: Any) -> None:
    numbers = [shop.order()["number"] for _ in range(3)]
    sales = shop.as_("sales")

    first = sales.get(f"{V1}/orders", params={"limit": 2}).json()
    second = sales.get(f"{V1}/orders", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [row["number"] for row in first["items"]] == [numbers[2], numbers[1]]
    assert second["items"][0]["number"] == numbers[0]


def test_orders_are_found_by_number_customer_status_and_tag(shop: Any) -> None:
    order = shop.order(customer_code="C-VIP1")
    sales = shop.as_("sales")

    for narrowed in (
        {"q": order["external_no"]},
        {"q": order["number"]},
        {"customer": "C-VIP1"},
        {"status": order["status"]["commercial"]},
        {"tag": "VIP通道"},
        {"channel": "B2B"},
    ):
        found = sales.get(f"{V1}/orders", params=narrowed | {"limit": 200}).json()["items"]
        assert order["id"] in [row["id"] for row in found], narrowed
    assert sales.get(f"{V1}/orders", params={"q": "nothing like it"}).json()["items"] == []


def test_an_order_whose_process_was_ended_can_still_be_cancelled(shop: Any) -> None:
    before = _held(shop)
    order, why = shop.order(), {"reason": "客户不要了"}
    assert _held(shop) != before
    ended = shop.as_("admin").post(f"{V1}/instances/{order['process_instance_id']}/cancel", json=why)
    assert ended.status_code == 200

    answers = [shop.as_("sales").post(f"{V1}/orders/{order['id']}/cancel", json=why) for _ in range(2)]

    assert [answer.json()["status"]["commercial"] for answer in answers] == ["cancelled", "cancelled"]
    assert _held(shop) == before


def _held(shop: Any) -> tuple[Any, Any]:
    """Frozen credit in fen and reserved stock of everybody."""
    with shop.services.database.read() as reader:
        run = reader.connection.exec_driver_sql
        frozen = run("SELECT sum(frozen_fen) FROM credit_account").scalar()
        return frozen, run("SELECT sum(reserved) FROM stock_level").scalar()


def test_who_edits_a_returned_order_does_not_approve_it(shop: Any) -> None:
    order = shop.order(lines=[{"sku": "A-200", "quantity": "30"}])
    assert complete(shop, "approver", task_of(shop, order, "approve_level1"), "return").status_code == 200
    edit = {
        "version": read(shop, order)["version"],
        "reason": "经理改了数量",
        "lines": [{"sku": "A-200", "quantity": "25"}],
    }
    assert shop.as_("manager").put(f"{V1}/orders/{order['id']}/lines", json=edit).status_code == 200
    assert complete(shop, "sales", task_of(shop, order, "edit_order"), "complete").status_code == 200
    assert complete(shop, "approver", task_of(shop, order, "approve_level1"), "approve").status_code == 200

    refused = complete(shop, "manager", task_of(shop, order, "approve_level2"), "approve")

    assert refused.json()["code"] == "task.self_approval"


def test_an_order_is_cancelled_with_a_reason(shop: Any) -> None:
    order = shop.order()

    answer = shop.as_("sales").post(f"{V1}/orders/{order['id']}/cancel", json={"reason": "客户不要了"})

    assert answer.status_code == 202, answer.text
    assert read(shop, order)["status"]["commercial"] == "cancelled"


def test_the_timeline_tells_who_did_what_and_why(shop: Any) -> None:
    order = shop.order(lines=[{"sku": "A-200", "quantity": "3"}])
    complete(shop, "approver", task_of(shop, order, "approve_level1"), "approve", "利润可以")

    items = shop.as_("auditor").get(f"{V1}/orders/{order['id']}/timeline").json()["items"]

    moments = [item["at"] for item in items]
    assert moments == sorted(moments, reverse=True)
    decided = next(item for item in items if item["action"] == "task.completed")
    assert decided["actor"] == "approver"
    assert decided["reason"] == "利润可以"
    assert decided["text"] == "合同审批：通过"
    assert {"order.submitted", "order.confirmed"} <= {item["action"] for item in items}


def test_the_timeline_speaks_english_too(shop: Any) -> None:
    order = shop.order()

    answer = shop.as_("sales").get(f"{V1}/orders/{order['id']}/timeline", headers={"Accept-Language": "en"})

    assert answer.json()["items"][-1]["text"] in {"Order submitted", "Process started"}


def test_a_returned_order_is_edited_by_whoever_read_its_latest_version(shop: Any) -> None:
    order = shop.order(lines=[{"sku": "A-200", "quantity": "3"}])
    complete(shop, "approver", task_of(shop, order, "approve_level1"), "return", "数量不对")
    version = read(shop, order)["version"]
    edit = {"version": version, "reason": "改数量 two pieces", "lines": [{"sku": "A-200", "quantity": "2"}]}

    edited = shop.as_("sales").put(f"{V1}/orders/{order['id']}/lines", json=edit)
    late = shop.as_("manager").put(f"{V1}/orders/{order['id']}/lines", json=edit)

    assert edited.status_code == 200, edited.text
    assert edited.json()["totals"]["gross"] == "5000.00"
    assert late.status_code == 409
    assert late.json()["code"] == "orders.version_conflict"
    assert "sales" in late.json()["detail"]


def test_goods_that_arrive_wake_the_orders_that_wait(shop: Any) -> None:
    order = shop.order(lines=[{"sku": "A-300", "quantity": "7"}])
    assert order["status"]["fulfilment"] == "backordered"
    goods = {"warehouse_code": "W1", "sku": "A-300", "quantity": "50", "reason": "到货 delivery"}

    receipt = shop.as_("warehouse").post(f"{V1}/stock/receipts", json=goods)

    assert receipt.status_code == 201, receipt.text
    assert order["id"] in receipt.json()["woken_orders"]
    messages.relay(shop.services.database)
    assert read(shop, order)["status"]["fulfilment"] == "picking"


def test_credit_stands_beside_the_customer(shop: Any) -> None:
    customer = shop.as_("finance").get(f"{V1}/customers/C-LOW1").json()

    assert customer["credit"]["limit"] == "1000.00"
    assert shop.as_("finance").get(f"{V1}/customers/NOBODY").status_code == 404


def test_products_show_price_and_stock(shop: Any) -> None:
    found = shop.as_("sales").get(f"{V1}/products", params={"q": "A-200"}).json()["items"]

    assert [(row["sku"], row["list_price"], row["backorder"]) for row in found] == [("A-200", "2500.00", False)]
    assert set(found[0]["available"]) >= {"W1"}
