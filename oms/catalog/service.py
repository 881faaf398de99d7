"""Changes products. The audit stream of a product is its id."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import update

from kit import audit, ids
from kit.db import Tx
from kit.insert_once import insert_once
from oms.catalog import errors, queries, rules
from oms.catalog.models import Product


@dataclass(frozen=True, kw_only=True)
class NewProduct:
    """What is needed to list a product."""

    sku: str
    name: str
    uom: str = "件"
    uom_decimals: int = 0
    vat_rate: Decimal = rules.STANDARD_VAT
    status: str = rules.ProductStatus.ON_SALE
    allow_backorder: bool = False
    weight_grams: int | None = None


def create_product(tx: Tx, new: NewProduct) -> int:
    """List a product and return its id. Raises SkuTaken, SkuUnreadable."""
    if not rules.SKU.fullmatch(new.sku):
        raise errors.SkuUnreadable(at="sku", sku=new.sku[:80])
    product_id = ids.new_id()
    row = {
        **{name: getattr(new, name) for name in NewProduct.__dataclass_fields__},
        "id": product_id,
        "sku_key": rules.sku_key(new.sku),
        "version": 1,
        "created_at": tx.now,
    }
    if not insert_once(tx, Product, row):
        raise errors.SkuTaken(at="sku", sku=new.sku)
    audit.record(tx, product_id, "product.created", subject=new.sku, after={"name": new.name}, fresh=True)
    return product_id


def ensure_product(tx: Tx, new: NewProduct) -> queries.ProductRecord:
    """The product with exactly this SKU, listed if there is none; may run twice."""
    found = queries.products_by_sku(tx, [new.sku]).get(new.sku)
    if found is None:
        create_product(tx, new)
        found = queries.product_by_sku(tx, new.sku)
    return found


def set_status(tx: Tx, product_id: int, status: rules.ProductStatus, *, reason: str) -> None:
    """Move a product through its life. Needs a reason; orders already taken are not touched."""
    why = audit.require_reason(reason)
    changed = tx.connection.execute(
        update(Product)
        .where(Product.id == product_id)
        .values(status=status, version=Product.version + 1)
        .returning(Product.sku)
    ).scalar_one()
    audit.record(tx, product_id, "product.status_changed", subject=changed, reason=why, after={"status": status})
