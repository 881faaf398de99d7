"""Reads of the catalogue: products by exact SKU, near misses, search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, or_, select

from kit import pagination
from kit.compiled import Compiled, among
from kit.db import Reader, Tx
from oms.catalog import errors, rules
from oms.catalog.models import Product

LARGEST_PAGE = 200


@dataclass(frozen=True)
class ProductRecord:
    """A product; `vat_rate` as a fraction, `uom_decimals` how finely a quantity may be given."""

    id: int
    sku: str
    name: str
    uom: str
    uom_decimals: int
    vat_rate: Decimal
    status: str
    allow_backorder: bool
    weight_grams: int | None
    version: int


_COLUMNS = tuple(getattr(Product, name) for name in ProductRecord.__dataclass_fields__)
_BY_SKUS = Compiled(select(*_COLUMNS).where(among(Product.sku, "skus")))


def products_by_sku(reader: Reader | Tx, skus: Collection[str]) -> dict[str, ProductRecord]:
    """The products that exist among these exact SKUs."""
    if not skus:
        return {}
    found = (ProductRecord(*row) for row in _BY_SKUS.rows(reader, {"skus": sorted(skus)}))
    return {product.sku: product for product in found}


def product_by_sku(reader: Reader | Tx, sku: str) -> ProductRecord:
    """The product with exactly this SKU; raises what `missing` says."""
    found = products_by_sku(reader, [sku]).get(sku)
    if found is None:
        raise missing(reader, sku)
    return found


def missing(reader: Reader | Tx, sku: str, *, at: str = "") -> errors.SkuUnknown | errors.SkuNearMiss:
    """The failure for a SKU that does not exist, with the nearest one that does."""
    statement = select(Product.sku).where(Product.sku_key == rules.sku_key(sku)).order_by(Product.sku)
    near = reader.connection.execute(statement.limit(1)).scalar()
    if near is None:
        return errors.SkuUnknown(at=at, sku=sku[:64])
    return errors.SkuNearMiss(at=at, sku=sku[:64], near=near)


def search(
    reader: Reader | Tx, *, q: str = "", cursor: str | None = None, limit: int = 50
) -> pagination.Page[ProductRecord]:
    """Products whose SKU or name contains `q`, by SKU; a page of `limit`."""
    statement = select(*_COLUMNS).order_by(Product.sku)
    if q:
        in_sku = Product.sku.icontains(q, autoescape=True)
        statement = statement.where(or_(in_sku, Product.name.icontains(q, autoescape=True)))
    if cursor:
        (last,) = pagination.decode_cursor(cursor, 1)
        statement = statement.where(Product.sku > str(last))
    limit = max(1, min(limit, LARGEST_PAGE))
    found = [_record(row) for row in reader.connection.execute(statement.limit(limit + 1))]
    after = pagination.encode_cursor((found[limit - 1].sku,)) if len(found) > limit else None
    return pagination.Page(found[:limit], after)


def _record(row: Row[*tuple[Any, ...]]) -> ProductRecord:
    return ProductRecord(**row._mapping)
