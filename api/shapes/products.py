"""Products with price and stock, and goods that come in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.shapes.values import In, Number, Out, Reason, Short
from kit.quantities import text
from oms.catalog import queries as catalog
from oms.inventory import queries as inventory
from oms.pricing import rules as pricing

_CENT = Decimal("0.01")


class Product(Out):
    """A product. Prices in yuan including VAT; `available` per warehouse; `decimals` of a quantity."""

    sku: str
    name: str
    list_price: str | None
    floor_price: str | None
    ceiling_price: str | None
    vat_rate: str
    uom: str
    decimals: int
    status: str
    available: dict[str, str]
    backorder: bool


class Products(Out):
    """A page by SKU."""

    items: list[Product]
    next_cursor: str | None


class Warehouse(Out):
    """Where goods lie. `kind`: own (people pick) or third_party; orders that name none take the `default`."""

    code: str
    name: str
    kind: str
    default: bool


class Warehouses(Out):
    """All of them, by code."""

    items: list[Warehouse]


class StockRow(Out):
    """One SKU in one warehouse."""

    warehouse: str
    sku: str
    on_hand: str
    reserved: str
    available: str
    bin: str


class StockRows(Out):
    """A page by SKU and warehouse."""

    items: list[StockRow]
    next_cursor: str | None


class ReceiptIn(In):
    """Goods that came in."""

    warehouse_code: Short
    sku: Annotated[str, Field(max_length=64)]
    quantity: Number
    reason: Reason


class Receipt(Out):
    """What lies there now, and the orders that were told to try again."""

    stock: StockRow
    woken_orders: list[str]


def price(value: Decimal | None) -> str | None:
    """At least two decimals."""
    if value is None:
        return None
    return format(value.quantize(_CENT), "f") if value == value.quantize(_CENT) else text(value)


def product(
    record: catalog.ProductRecord, prices: pricing.PriceRange | None, available: Mapping[str, Decimal]
) -> Product:
    return Product(
        sku=record.sku,
        name=record.name,
        list_price=price(prices.list_price if prices else None),
        floor_price=price(prices.floor_price if prices else None),
        ceiling_price=price(prices.ceiling_price if prices else None),
        vat_rate=text(record.vat_rate),
        uom=record.uom,
        decimals=record.uom_decimals,
        status=record.status,
        available={code: text(quantity) for code, quantity in available.items()},
        backorder=record.allow_backorder,
    )


def warehouse(record: inventory.WarehouseRecord) -> Warehouse:
    return Warehouse(code=record.code, name=record.name, kind=record.kind, default=record.is_default)


def stock_row(stock: inventory.Stock) -> StockRow:
    return StockRow(
        warehouse=stock.warehouse,
        sku=stock.sku,
        on_hand=text(stock.on_hand),
        reserved=text(stock.reserved),
        available=text(stock.available),
        bin=stock.bin,
    )
