"""Changes the price list. The audit stream of a price is its product's id; a change needs a reason."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from kit import audit
from kit.db import Tx
from kit.quantities import text
from oms.catalog import queries as catalog
from oms.pricing import errors
from oms.pricing.models import PriceItem
from oms.pricing.rules import PriceRange


def set_price(tx: Tx, sku: str, price: PriceRange, *, reason: str) -> None:
    """Set or replace a product's price and range. Raises RangeUpsideDown, SkuUnknown, ReasonMissing."""
    why = audit.require_reason(reason)
    _check(price)
    product = catalog.product_by_sku(tx, sku)
    query = select(PriceItem.list_price, PriceItem.floor_price, PriceItem.ceiling_price)
    query = query.where(PriceItem.product_id == product.id).with_for_update()
    before = tx.connection.execute(query).one_or_none()
    values = {
        "list_price": price.list_price,
        "floor_price": price.floor_price,
        "ceiling_price": price.ceiling_price,
        "updated_at": tx.now,
    }
    if before is None:
        row = {"product_id": product.id, "sku": sku, "version": 1, **values}
        tx.connection.execute(insert(PriceItem), row)
    else:
        tx.connection.execute(
            update(PriceItem).where(PriceItem.product_id == product.id).values(version=PriceItem.version + 1, **values)
        )
    audit.record(
        tx,
        product.id,
        "price.changed",
        subject=sku,
        reason=why,
        before=None if before is None else _facts(PriceRange(*before)),
        after=_facts(price),
    )


def _check(price: PriceRange) -> None:
    low = price.floor_price if price.floor_price is not None else price.list_price
    high = price.ceiling_price if price.ceiling_price is not None else price.list_price
    if not 0 <= low <= price.list_price <= high:
        raise errors.RangeUpsideDown(at="list_price")


def _facts(price: PriceRange) -> dict[str, str | None]:
    return {
        "list_price": text(price.list_price),
        "floor_price": None if price.floor_price is None else text(price.floor_price),
        "ceiling_price": None if price.ceiling_price is None else text(price.ceiling_price),
    }
