"""Compiled statements, INSERT once and append-only tables, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from kit.compiled import Compiled, among
from kit.db import Database, Tx
from kit.insert_once import insert_once
from kit.tables import Scaled
from oms.inventory.models import StockLevel, StockMovement, Warehouse
from oms.orders.models import SalesOrder

MOMENT = datetime(2026, 11, 25, 2, 0, 0, 5, tzinfo=UTC)
INSERT = Compiled(insert(StockLevel))
ADD = Compiled(
    update(StockLevel)
    .where(StockLevel.sku == bindparam("of_sku"))
    .values(on_hand=StockLevel.on_hand + bindparam("more", type_=Scaled))
    .returning(StockLevel.on_hand, StockLevel.version)
)
READ = Compiled(
    select(StockLevel.sku, StockLevel.on_hand).where(among(StockLevel.sku, "skus")).order_by(StockLevel.sku)
)


def _stock(tx: Tx, *skus: str) -> int:
    insert_once(tx, Warehouse, {"id": 1, "code": "W", "name": "仓", "kind": "own", "is_default": True})
    rest = {"warehouse_id": 1, "on_hand": Decimal("1.5"), "reserved": Decimal(0), "bin": "", "version": 0}
    return INSERT.run_many(tx, [{"sku": sku, **rest} for sku in skus])


def test_rows_come_back_in_the_types_of_their_columns(database: Database) -> None:
    assert database.write(lambda tx: _stock(tx, "a", "b", "商品'\"")) == 3

    with database.read() as reader:
        assert READ.rows(reader, {"skus": ["b", "商品'\"", "x"]}) == [
            ("b", Decimal("1.5")),
            ("商品'\"", Decimal("1.5")),
        ]
        assert READ.one(reader, {"skus": []}) is None


def test_returning_gives_what_was_written(database: Database) -> None:
    database.write(lambda tx: _stock(tx, "a"))

    changed = database.write(lambda tx: ADD.one(tx, {"of_sku": "a", "more": Decimal("0.25")}))
    assert changed == (Decimal("1.75"), 0)


def test_a_row_is_inserted_once(database: Database) -> None:
    row = {"id": 1, "code": "W", "name": "仓", "kind": "own", "is_default": True}

    assert [database.write(lambda tx: insert_once(tx, Warehouse, row)) for _ in range(2)] == [True, False]


def test_json_times_and_truth_survive(database: Database) -> None:
    flag = Compiled(select(Warehouse.is_default))
    database.write(lambda tx: _stock(tx))
    order = Compiled(select(SalesOrder.tags, SalesOrder.created_at).where(SalesOrder.id == bindparam("of_order")))
    with database.read() as reader:
        assert flag.rows(reader, {}) == [(True,)]
        assert order.rows(reader, {"of_order": 5}) == []


def test_an_append_only_table_refuses_changes(database: Database) -> None:
    row = {"warehouse_id": 1, "sku": "a", "n": 1, "kind": "receive", "actor": "x", "at": MOMENT}
    amounts = ("on_hand_change", "reserved_change", "on_hand_after", "reserved_after")
    database.write(lambda tx: insert_once(tx, StockMovement, row | dict.fromkeys(amounts, Decimal(1))))

    for statement in (delete(StockMovement), update(StockMovement).values(n=2)):
        with pytest.raises(DBAPIError, match="append-only"):
            database.write(lambda tx, s=statement: tx.connection.execute(s))
