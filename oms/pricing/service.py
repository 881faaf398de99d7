"""Changes the price list. The audit stream of a price is its product's id; a change needs a reason."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from kit import audit
from kit.compiled import Compiled
from kit.db import Tx
from kit.quantities import text
from oms.catalog import queries as catalog
from oms.pricing import errors
from oms.pricing.models import PriceItem
from oms.pricing.rules import PriceRange

_PRICE = {
    "list_price": bindparam("new_list", type_=PriceItem.list_price.type),
    "floor_price": bindparam("new_floor", type_=PriceItem.floor_price.type),
    "ceiling_price": bindparam("new_ceiling", type_=PriceItem.ceiling_price.type),
    "updated_at": bindparam("now", type_=PriceItem.updated_at.type),
}
_OF_PRODUCT = PriceItem.product_id == bindparam("of_product")
_LOCK = Compiled(
    select(PriceItem.list_price, PriceItem.floor_price, PriceItem.ceiling_price).where(_OF_PRODUCT).with_for_update()
)
_INSERT = Compiled(
    insert(PriceItem).values(product_id=bindparam("of_product"), sku=bindparam("of_sku"), version=1, **_PRICE)
)
_CHANGE = Compiled(update(PriceItem).where(_OF_PRODUCT).values(version=PriceItem.version + 1, **_PRICE))


def set_price(tx: Tx, sku: str, price: PriceRange, *, reason: str) -> None:
    """Set or replace a product's price and range. Raises RangeUpsideDown, SkuUnknown, ReasonMissing."""
    why = audit.require_reason(reason)
    _check(price)
    product = catalog.product_by_sku(tx, sku)
    before = _LOCK.one(tx, {"of_product": product.id})
    values = {
        "new_list": price.list_price,
        "new_floor": price.floor_price,
        "new_ceiling": price.ceiling_price,
        "now": tx.now,
        "of_product": product.id,
    }
    if before is None:
        _INSERT.run(tx, {**values, "of_sku": sku})
    else:
        _CHANGE.run(tx, values)
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
