"""Products with price and stock; warehouses; goods that come in."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Query, Response

from api import guard, idempotent
from api.guard import By
from api.permissions import V1
from api.shapes import products as shapes
from api.shapes.values import Cursor, Limit, Short
from handlers import triggers
from kit import audit
from kit.db import Reader, Tx
from kit.quantities import parse_quantity
from oms.catalog import queries as catalog
from oms.inventory import queries as inventory
from oms.pricing import queries as prices

router = guard.router(V1)
Part = Annotated[str, Query(max_length=100)]


@router.get("/products")
def page(by: By, q: Part = "", cursor: Cursor | None = None, limit: Limit = 50) -> shapes.Products:
    """By SKU; `q` is part of a SKU or name."""
    with by.read() as reader:
        found = catalog.search(reader, q=q, cursor=cursor, limit=limit)
        skus = [record.sku for record in found.items]
        ranges, available = prices.price_ranges(reader, skus), _available(reader, skus)
    items = [shapes.product(record, ranges.get(record.sku), available.get(record.sku, {})) for record in found.items]
    return shapes.Products(items=items, next_cursor=found.next_cursor)


@router.get("/warehouses")
def warehouses(by: By) -> shapes.Warehouses:
    """Where an order may be shipped from."""
    with by.read() as reader:
        found = inventory.warehouses(reader)
    return shapes.Warehouses(items=[shapes.warehouse(record) for record in found])


@router.get("/stock")
def stock(
    by: By, sku: Part = "", warehouse: Short | None = None, cursor: Cursor | None = None, limit: Limit = 100
) -> shapes.StockRows:
    """By SKU and warehouse; `sku` is part of a SKU."""
    with by.read() as reader:
        found = inventory.stock(reader, sku=sku, warehouse=warehouse, cursor=cursor, limit=limit)
    return shapes.StockRows(items=[shapes.stock_row(row) for row in found.items], next_cursor=found.next_cursor)


@router.post("/stock/receipts", status_code=201, response_model=shapes.Receipt)
async def receive(by: By, goods: shapes.ReceiptIn, key: idempotent.Key = None) -> Response:
    """Count goods in; orders that wait for them try again, most urgent first."""

    def work(tx: Tx) -> shapes.Receipt:
        reason = audit.require_reason(goods.reason)
        product = catalog.product_by_sku(tx, goods.sku)
        quantity = parse_quantity(goods.quantity, decimals=product.uom_decimals, at="quantity")
        woken = triggers.receive_stock(tx, goods.warehouse_code, goods.sku, quantity, reason=reason)
        row = inventory.stock(tx, skus=[goods.sku], warehouse=goods.warehouse_code).items[0]
        return shapes.Receipt(stock=shapes.stock_row(row), woken_orders=[str(order_id) for order_id in woken])

    return await idempotent.create(by, "POST /stock/receipts", key, goods.model_dump(), work)


def _available(reader: Reader, skus: list[str]) -> dict[str, dict[str, Decimal]]:
    """SKU → warehouse → what may still be promised."""
    found: dict[str, dict[str, Decimal]] = {}
    cursor: str | None = None
    while skus:
        rows = inventory.stock(reader, skus=skus, cursor=cursor, limit=inventory.LARGEST_PAGE)
        for row in rows.items:
            found.setdefault(row.sku, {})[row.warehouse] = row.available
        cursor = rows.next_cursor
        if cursor is None:
            break
    return found
