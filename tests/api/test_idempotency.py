"""One effect per Idempotency-Key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api import idempotent
from kit import clock
from kit.db import Tx

V1 = "/api/v1"


def send(shop: Any, draft: dict[str, Any], key: str) -> Any:
    return shop.as_("sales").post(f"{V1}/orders", json=draft, headers={"Idempotency-Key": key})


def test_the_same_request_again_gets_the_same_answer(shop: Any) -> None:
    draft, key = shop.draft(), uuid4().hex

    first = send(shop, draft, key)
    facts = shop.facts()
    second = send(shop, draft, key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "idempotent-replay" not in first.headers
    assert second.headers["idempotent-replay"] == "true"
    assert shop.facts() == facts


def test_the_order_of_keys_in_the_body_does_not_matter(shop: Any) -> None:
    draft, key = shop.draft(), uuid4().hex

    first = send(shop, draft, key)
    second = send(shop, dict(reversed(draft.items())), key)

    assert second.json()["id"] == first.json()["id"]


def test_another_body_under_the_same_key_is_a_conflict(shop: Any) -> None:
    key = uuid4().hex
    send(shop, shop.draft(), key)
    facts = shop.facts()

    answer = send(shop, shop.draft(), key)

    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency.key_reused"
    assert shop.facts() == facts


def test_a_refused_request_leaves_its_key_free(shop: Any) -> None:
    key = uuid4().hex
    assert send(shop, shop.draft(lines=[]), key).status_code == 422

    assert send(shop, shop.draft(), key).status_code == 201


def test_keys_of_two_people_are_two_keys(shop: Any) -> None:
    key, headers = uuid4().hex, {}
    headers["Idempotency-Key"] = key

    first = shop.as_("sales").post(f"{V1}/orders", json=shop.draft(), headers=headers)
    second = shop.as_("manager").post(f"{V1}/orders", json=shop.draft(), headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_the_same_request_many_times_at_once_makes_one_order(shop: Any) -> None:
    draft, key = shop.draft(), uuid4().hex

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: send(shop, draft, key), range(6)))

    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_cannot_be_is_refused(shop: Any, key: str) -> None:
    answer = send(shop, shop.draft(), key)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "Idempotency-Key"


def test_goods_are_counted_in_once_per_key(shop: Any) -> None:
    goods = {"warehouse_code": "W1", "sku": "D-301", "quantity": "10", "reason": "到货 delivery"}
    headers = {"Idempotency-Key": uuid4().hex}

    first = shop.as_("warehouse").post(f"{V1}/stock/receipts", json=goods, headers=headers)
    second = shop.as_("warehouse").post(f"{V1}/stock/receipts", json=goods, headers=headers)

    assert first.status_code == 201, first.text
    assert first.json() == second.json()


def test_a_message_is_published_once_per_key(shop: Any) -> None:
    message = {"name": "shipment.delivered", "correlation_key": "nobody", "variables": {"delivered_at": "now"}}
    headers = {"Idempotency-Key": uuid4().hex}

    first = shop.as_("admin").post(f"{V1}/messages", json=message, headers=headers)
    second = shop.as_("admin").post(f"{V1}/messages", json=message, headers=headers)

    assert first.status_code == 202, first.text
    assert first.json() == second.json()
    assert first.json()["delivered"] is False


def test_old_keys_are_forgotten_and_young_ones_and_marks_of_the_service_kept(shop: Any) -> None:
    old, young = uuid4().hex, uuid4().hex
    for key in (old, young):
        assert send(shop, shop.draft(), key).status_code == 201

    def run(tx: Tx) -> set[str]:
        past = clock.micros(tx.now - idempotent.KEPT) - 1
        aged = "UPDATE idempotency_key SET at = :past WHERE key = :key OR route = 'deploy bpmn/'"
        tx.connection.execute(text(aged), {"past": past, "key": old})
        idempotent.forget(tx)
        return set(tx.connection.execute(text("SELECT key FROM idempotency_key")).scalars())

    kept = shop.services.database.write(run)
    with shop.services.database.read() as reader:
        marks = reader.connection.execute(text("SELECT count(*) FROM idempotency_key WHERE route = 'deploy bpmn/'"))
        assert marks.scalar() == 1
    assert old not in kept and young in kept
