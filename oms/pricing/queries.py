"""Reads of the price list."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from kit.compiled import Compiled, among
from kit.db import Reader, Tx
from oms.pricing.models import PriceItem
from oms.pricing.rules import PriceRange

_BY_SKUS = Compiled(
    select(PriceItem.sku, PriceItem.list_price, PriceItem.floor_price, PriceItem.ceiling_price).where(
        among(PriceItem.sku, "skus")
    )
)


def price_ranges(reader: Reader | Tx, skus: Collection[str]) -> dict[str, PriceRange]:
    """The list prices and ranges of those of these SKUs that have one."""
    if not skus:
        return {}
    rows = _BY_SKUS.rows(reader, {"skus": sorted(skus)})
    return {sku: PriceRange(*prices) for sku, *prices in rows}
