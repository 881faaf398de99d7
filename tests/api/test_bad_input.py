"""Bad input gets a clear problem document and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from kit.db import Tx
from oms.catalog import queries as catalog
from oms.catalog import service
from oms.catalog.rules import ProductStatus

V1 = "/api/v1"


def refused(shop: Any, answer: Any, before: dict[str, Any], status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal that changed nothing."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = dict(answer.json())
    assert problem["status"] == status
    assert problem["code"] == code, problem
    assert problem["type"] == f"urn:orderflow:problem:{code}"
    assert problem["title"] and problem["detail"]
    assert "Traceback" not in answer.text
    assert shop.facts() == before
    return problem


def submit(shop: Any, **changes: Any) -> Any:
    return shop.as_("sales").post(f"{V1}/orders", json=shop.draft(**changes))


def line(**changes: Any) -> list[dict[str, Any]]:
    return [{"sku": "A-100", "quantity": "3"} | changes]


@pytest.fixture
def before(shop: Any) -> dict[str, Any]:
    shop.as_("sales")
    return dict(shop.facts())


def test_an_unknown_sku_is_named(shop: Any, before: Any) -> None:
    problem = refused(shop, submit(shop, lines=line(sku="NOPE-1")), before, 422, "catalog.sku_unknown")

    assert problem["errors"][0]["at"] == "lines[0].sku"
    assert "NOPE-1" in problem["detail"]


def test_a_sku_that_is_nearly_right_is_offered(shop: Any, before: Any) -> None:
    problem = refused(shop, submit(shop, lines=line(sku="a-100")), before, 422, "catalog.sku_near_miss")

    assert "A-100" in problem["detail"]


def test_a_closed_sku_cannot_be_ordered(shop: Any) -> None:
    def close(tx: Tx) -> None:
        product = catalog.product_by_sku(tx, "B-101")
        service.set_status(tx, product.id, ProductStatus.OFF, reason="停产 discontinued")

    shop.services.database.write(close)
    before = shop.facts()

    refused(shop, submit(shop, lines=line(sku="B-101", quantity="1")), before, 422, "catalog.sku_closed")


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0", "orders.quantity_not_positive"),
        ("-3", "orders.quantity_not_positive"),
        ("1.5", "quantity.too_many_decimals"),
        ("1e3", "quantity.unreadable"),
        ("NaN", "quantity.unreadable"),
        ("１０", "quantity.unreadable"),
        ("", "quantity.unreadable"),
        ("9999999999", "orders.quantity_too_large"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(shop: Any, before: Any, quantity: str, code: str) -> None:
    problem = refused(shop, submit(shop, lines=line(quantity=quantity)), before, 422, code)

    assert problem["errors"] == [{"at": "lines[0].quantity", "code": code, "message": problem["detail"]}]


def test_a_quantity_that_is_a_number_must_be_text(shop: Any, before: Any) -> None:
    problem = refused(shop, submit(shop, lines=line(quantity=3)), before, 422, "input.rejected")

    assert problem["errors"][0]["at"] == "lines[0].quantity"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("urgent", 0),
        ("urgent", "yes"),
        ("requested_date", 0),
        ("requested_date", "86400"),
        ("requested_date", "2026-12-24T00:00:00Z"),
        ("requested_date", "2026-02-30"),
        ("requested_date", "２０２６-12-24"),
    ],
)
def test_a_value_of_another_type_is_not_guessed_at(shop: Any, before: Any, field: str, value: Any) -> None:
    problem = refused(shop, submit(shop, **{field: value}), before, 422, "input.rejected")

    assert problem["errors"][0]["at"] == field
    assert "true" in problem["detail"] or "2026-11-25" in problem["detail"]


@pytest.mark.parametrize("price", ["1.00", "100000.00"])
def test_a_price_outside_its_range_is_refused(shop: Any, before: Any, price: str) -> None:
    answer = submit(shop, lines=line(unit_price=price))

    refused(shop, answer, before, 422, "pricing.price_outside_range")


def test_more_than_there_is_of_a_product_that_may_not_wait_is_refused(shop: Any, before: Any) -> None:
    problem = refused(shop, submit(shop, lines=line(quantity="100000")), before, 422, "orders.stock_short")

    assert problem["errors"][0]["at"] == "lines[0].quantity"


def test_a_product_that_may_wait_is_taken_without_stock(shop: Any) -> None:
    assert submit(shop, lines=line(sku="A-300", quantity="5")).status_code == 201


def test_an_external_number_is_taken_once(shop: Any) -> None:
    first = shop.order()
    before = shop.facts()

    problem = refused(shop, submit(shop, external_no=first["external_no"]), before, 409, "orders.external_number_taken")

    assert first["number"] in problem["detail"]


def test_every_fault_of_an_order_is_told_at_once(shop: Any, before: Any) -> None:
    lines = [{"sku": "NOPE", "quantity": "1"}, {"sku": "A-100", "quantity": "0"}]

    problem = refused(shop, submit(shop, customer_code="C-NONE", lines=lines), before, 422, "input.rejected")

    assert {error["at"] for error in problem["errors"]} == {"customer_code", "lines[0].sku", "lines[1].quantity"}


def test_an_unknown_field_is_refused(shop: Any, before: Any) -> None:
    problem = refused(shop, submit(shop, total="1.00"), before, 422, "input.rejected")

    assert problem["errors"][0] == {
        "at": "total",
        "code": "input.extra_forbidden",
        "message": "没有这一项，请删除",
    }


def test_english_is_spoken_when_asked_for(shop: Any, before: Any) -> None:
    headers = {"Accept-Language": "en-GB,en;q=0.9"}
    answer = shop.as_("sales").post(f"{V1}/orders", json=shop.draft(total="1"), headers=headers)

    problem = refused(shop, answer, before, 422, "input.rejected")

    assert problem["errors"][0]["message"] == "There is no such field; remove it"
    assert problem["title"] == "The input needs a correction"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "json.unreadable"),
        (b'{"a": NaN}', "json.unreadable"),
        (b'{"a": Infinity}', "json.unreadable"),
        (b'{"a": 1e999999}', "json.unreadable"),
        (b'{"customer_code": "C-1001", "customer_code": "C-VIP1"}', "json.key_twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json.unreadable"),
        (b'{"a": 12345678901234567}', "json.number_too_long"),
        (b'{"a": ' + b"[" * 100 + b"]" * 100 + b"}", "json.too_deep"),
        (b"[" * 200_000, "json.unreadable"),
        (b'{"remark": "a\\u0000b"}', "http.text_unreadable"),
        (b'{"remark": "\\ud800"}', "json.unreadable"),
        (b"\xff\xfe", "json.unreadable"),
    ],
)
def test_json_that_means_nothing_or_two_things_is_refused(shop: Any, before: Any, body: bytes, code: str) -> None:
    answer = shop.as_("sales").post(f"{V1}/orders", content=body, headers={"Content-Type": "application/json"})

    refused(shop, answer, before, 422, code)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_media_type_is_refused(shop: Any, before: Any, kind: str) -> None:
    answer = shop.as_("sales").post(f"{V1}/orders", content=b"{}", headers={"Content-Type": kind})

    refused(shop, answer, before, 415, "http.media_type_wrong")


def test_an_address_without_anything_is_a_problem_too(shop: Any, before: Any) -> None:
    refused(shop, shop.as_("sales").get(f"{V1}/nothing"), before, 404, "http.path_unknown")


def test_a_method_that_an_address_does_not_take_is_told(shop: Any, before: Any) -> None:
    answer = shop.as_("sales").patch(f"{V1}/orders")

    refused(shop, answer, before, 405, "http.method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"


def test_an_order_that_does_not_exist_is_not_found(shop: Any, before: Any) -> None:
    refused(shop, shop.as_("sales").get(f"{V1}/orders/123"), before, 404, "orders.unknown")


@pytest.mark.parametrize("id", ["abc", "-1", "１", "99999999999999999999", "9223372036854775808"])
def test_an_id_that_cannot_be_is_refused(shop: Any, before: Any, id: str) -> None:
    refused(shop, shop.as_("sales").get(f"{V1}/orders/{id}"), before, 422, "input.rejected")


def test_a_nul_in_the_query_is_refused(shop: Any, before: Any) -> None:
    answer = shop.as_("sales").get(f"{V1}/orders?q=%00")

    refused(shop, answer, before, 422, "http.text_unreadable")


def test_a_cursor_of_somebody_else_is_refused(shop: Any, before: Any) -> None:
    answer = shop.as_("sales").get(f"{V1}/orders", params={"cursor": "nonsense"})

    refused(shop, answer, before, 422, "page.bad_cursor")


def test_a_cancellation_without_a_reason_is_refused(shop: Any) -> None:
    order = shop.order()
    before = shop.facts()

    answer = shop.as_("sales").post(f"{V1}/orders/{order['id']}/cancel", json={"reason": " 不 要 "})

    problem = refused(shop, answer, before, 422, "audit.reason_missing")
    assert problem["errors"][0]["at"] == "reason"
