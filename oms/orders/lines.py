"""Checks and prices the lines of a draft; every fault is collected, none hides another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kit import money
from kit.db import Tx
from kit.errors import Failure
from kit.quantities import parse_quantity, text
from oms.catalog import errors as catalog_errors
from oms.catalog import queries as catalog
from oms.catalog.rules import ProductStatus
from oms.inventory import queries as inventory
from oms.inventory.rules import grouped
from oms.orders import errors, rules
from oms.orders.draft import LineDraft
from oms.pricing import errors as pricing_errors
from oms.pricing import queries as prices
from oms.pricing import rules as pricing


@dataclass(frozen=True)
class PricedLine:
    """A line that holds: exact quantity, agreed price, amounts in fen with net + tax = gross."""

    product: catalog.ProductRecord
    quantity: Decimal
    price: pricing.AgreedPrice
    net_fen: int
    tax_fen: int
    gross_fen: int

    def row(self, order_id: int, line_no: int) -> dict[str, Any]:
        """The row of the order_line table."""
        return {
            "order_id": order_id,
            "line_no": line_no,
            "sku": self.product.sku,
            "name": self.product.name,
            "uom": self.product.uom,
            "quantity": self.quantity,
            "unit_price": self.price.unit_price,
            "discount_percent": self.price.discount_percent,
            "vat_rate": self.product.vat_rate,
            "net_fen": self.net_fen,
            "tax_fen": self.tax_fen,
            "gross_fen": self.gross_fen,
            "reserved": Decimal(0),
            "shipped": Decimal(0),
        }


def price_lines(tx: Tx, drafts: Sequence[LineDraft], *, most: int, failures: list[Failure]) -> list[PricedLine]:
    """The lines that hold; for each fault of the others one failure is added, named lines[n].field."""
    if not drafts:
        failures.append(errors.NoLines(at="lines"))
    if len(drafts) > most:
        failures.append(errors.TooManyLines(at="lines", count=len(drafts), allowed=most))
        return []
    skus = {draft.sku for draft in drafts}
    products = catalog.products_by_sku(tx, skus)
    ranges = prices.price_ranges(tx, skus)
    priced = []
    for n, draft in enumerate(drafts):
        product = products.get(draft.sku)
        if product is None:
            failures.append(catalog.missing(tx, draft.sku, at=f"lines[{n}].sku"))
            continue
        line = _price_line(draft, product, ranges.get(draft.sku), f"lines[{n}]", failures)
        if line is not None:
            priced.append(line)
    return priced


def check_stock(
    tx: Tx,
    drafts: Sequence[LineDraft],
    priced: Sequence[PricedLine],
    warehouse: inventory.WarehouseRecord,
    failures: list[Failure],
) -> None:
    """Products that may not be backordered must be there now; the reservation decides for good later."""
    firm = {line.product.sku for line in priced if not _may_wait(line.product)}
    wanted = grouped((line.product.sku, line.quantity) for line in priced if line.product.sku in firm)
    there = inventory.available(tx, warehouse.id, wanted.keys())
    for sku, quantity in wanted.items():
        available = there.get(sku, Decimal(0))
        if quantity > available:
            first = next(n for n, draft in enumerate(drafts) if draft.sku == sku)
            failures.append(
                errors.StockShort(
                    at=f"lines[{first}].quantity",
                    sku=sku,
                    wanted=text(quantity),
                    available=text(available),
                    warehouse=warehouse.code,
                )
            )


def _may_wait(product: catalog.ProductRecord) -> bool:
    return product.allow_backorder and product.status == ProductStatus.ON_SALE


def _price_line(
    draft: LineDraft,
    product: catalog.ProductRecord,
    range_: pricing.PriceRange | None,
    at: str,
    failures: list[Failure],
) -> PricedLine | None:
    before = len(failures)
    if product.status == ProductStatus.OFF:
        failures.append(catalog_errors.SkuClosed(at=f"{at}.sku", sku=product.sku))
    quantity = _quantity(draft.quantity, product.uom_decimals, f"{at}.quantity", failures)
    price = _price(draft, range_, at, failures)
    if quantity is None or price is None or len(failures) > before:
        return None
    gross = money.line_gross(price.net_price, quantity)
    if gross > rules.MAX_LINE_FEN:
        failures.append(errors.QuantityTooLarge(at=f"{at}.quantity", quantity=text(quantity)))
        return None
    net, tax = money.split_tax(gross, product.vat_rate)
    return PricedLine(product, quantity, price, net, tax, gross)


def _quantity(value: str, decimals: int, at: str, failures: list[Failure]) -> Decimal | None:
    try:
        quantity = parse_quantity(value, decimals=decimals, at=at)
    except Failure as failure:
        failures.append(failure)
        return None
    if quantity <= 0:
        failures.append(errors.QuantityNotPositive(at=at, quantity=text(quantity)))
        return None
    if quantity > rules.MAX_QUANTITY:
        failures.append(errors.QuantityTooLarge(at=at, quantity=text(quantity)))
        return None
    return quantity


def _price(
    draft: LineDraft, range_: pricing.PriceRange | None, at: str, failures: list[Failure]
) -> pricing.AgreedPrice | None:
    if range_ is None:
        failures.append(pricing_errors.PriceMissing(at=f"{at}.sku", sku=draft.sku))
        return None
    try:
        unit_price, discount = None, Decimal(0)
        if draft.unit_price is not None:
            unit_price = pricing.parse_price(draft.unit_price, at=f"{at}.unit_price")
        if draft.discount_percent is not None:
            discount = pricing.parse_percent(draft.discount_percent, at=f"{at}.discount_percent")
        return pricing.agree(range_, unit_price, discount, at=f"{at}.unit_price")
    except Failure as failure:
        failures.append(failure)
        return None


def totals(lines: Sequence[PricedLine]) -> Mapping[str, int]:
    """The order's amounts in fen: sums of rounded lines, never rounded again."""
    return {
        "net_fen": sum(line.net_fen for line in lines),
        "tax_fen": sum(line.tax_fen for line in lines),
        "gross_fen": sum(line.gross_fen for line in lines),
    }
