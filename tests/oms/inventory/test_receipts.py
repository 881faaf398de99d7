"""Receiving many SKUs at once books what receiving them one by one would."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kit.db import Database, Tx
from oms.inventory import errors, queries, receipts
from oms.inventory import service as inventory

QUANTITIES = {"B-2": Decimal(3), "A-100": Decimal("1.5"), "C-9": Decimal(7)}


def booked(database: Database, warehouse_id: int) -> list[Any]:
    with database.read() as reader:
        return [
            (sku, movement.n, movement.kind, movement.on_hand_change, movement.on_hand_after, movement.reason)
            for sku in sorted(QUANTITIES)
            for movement in queries.ledger(reader, warehouse_id, sku)
        ]


def test_the_ledger_is_the_same_as_one_by_one(database: Database, company: Any) -> None:
    def one_by_one(tx: Tx) -> None:
        for sku, quantity in sorted(QUANTITIES.items()):
            inventory.receive(tx, company.partner, sku, quantity, reason="到货")

    def at_once(tx: Tx) -> None:
        receipts.receive_all(tx, company.own, QUANTITIES, reason="到货")

    for _ in range(2):
        database.write(one_by_one)
        database.write(at_once)

    opening = [row for row in booked(database, company.own) if row[5] == "到货"]
    assert [row[3] for row in opening] == [row[3] for row in booked(database, company.partner)]
    with database.read() as reader:
        assert queries.available(reader, company.own, ["A-100", "B-2", "C-9"]) == {
            "A-100": Decimal(1003),
            "B-2": Decimal(6),
            "C-9": Decimal(14),
        }


def test_movements_are_numbered_without_a_gap(database: Database, company: Any) -> None:
    for _ in range(3):
        database.write(lambda tx: receipts.receive_all(tx, company.partner, {"B-2": Decimal(1)}, reason="到货"))

    with database.read() as reader:
        numbers = sorted(movement.n for movement in queries.ledger(reader, company.partner, "B-2"))
    assert numbers == [1, 2, 3]


def test_nothing_and_less_is_refused_whole(database: Database, company: Any) -> None:
    with pytest.raises(errors.QuantityNotPositive):
        database.write(
            lambda tx: receipts.receive_all(tx, company.own, {"B-2": Decimal(1), "C-9": Decimal(0)}, reason="到货")
        )

    with database.read() as reader:
        assert queries.available(reader, company.own, ["B-2"]) == {}


def test_an_empty_delivery_is_no_delivery(database: Database, company: Any) -> None:
    database.write(lambda tx: receipts.receive_all(tx, company.own, {}, reason="到货"))
