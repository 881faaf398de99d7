"""Reads of the price list."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select

from kit.db import Reader, Tx
from oms.pricing.models import PriceItem
from oms.pricing.rules import PriceRange

_BY_SKUS = select(PriceItem.sku, PriceItem.list_price, PriceItem.floor_price, PriceItem.ceiling_price).where(
    PriceItem.sku.in_(bindparam("skus", expanding=True))
)


def price_ranges(reader: Reader | Tx, skus: Collection[str]) -> dict[str, PriceRange]:
    """The list prices and ranges of those of these SKUs that have one."""
    if not skus:
        return {}
    rows = reader.connection.execute(_BY_SKUS, {"skus": sorted(skus)})
    return {row.sku: PriceRange(row.list_price, row.floor_price, row.ceiling_price) for row in rows}
