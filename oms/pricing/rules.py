"""Prices without a database: reading them, discounts, the range. A price is yuan per unit including VAT."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kit.quantities import text
from oms.pricing import errors

MAX_PRICE = Decimal("100000000")
_PRICE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PriceRange:
    """The list price of a product and what may be agreed; None: that side is open."""

    list_price: Decimal
    floor_price: Decimal | None
    ceiling_price: Decimal | None


@dataclass(frozen=True)
class AgreedPrice:
    """What one line is charged: unit price before discount, the discount, and the price it comes to."""

    unit_price: Decimal
    discount_percent: Decimal
    net_price: Decimal
    below_list_percent: Decimal


def parse_price(value: str, *, at: str) -> Decimal:
    """A plain number with at most six decimals, up to 100,000,000; raises PriceUnreadable."""
    if not _PRICE.fullmatch(value) or Decimal(value) > MAX_PRICE:
        raise errors.PriceUnreadable(at=at, value=value[:40])
    return Decimal(value)


def parse_percent(value: str, *, at: str) -> Decimal:
    """A plain number from 0 to 100 with at most two decimals; raises DiscountUnreadable."""
    if not _PERCENT.fullmatch(value) or Decimal(value) > _HUNDRED:
        raise errors.DiscountUnreadable(at=at, value=value[:40])
    return Decimal(value)


def agree(item: PriceRange, unit_price: Decimal | None, discount_percent: Decimal, *, at: str) -> AgreedPrice:
    """The price of a line; without `unit_price` the list price. Raises PriceOutsideRange.

    `net_price` is exact; only the line's gross amount is rounded. `below_list_percent` also counts a unit
    price typed below the list price, so that a discount cannot hide in it.
    """
    price = item.list_price if unit_price is None else unit_price
    net_price = price * (_HUNDRED - discount_percent) / _HUNDRED
    low, high = item.floor_price, item.ceiling_price
    if (low is not None and net_price < low) or (high is not None and net_price > high):
        raise errors.PriceOutsideRange(
            at=at,
            price=text(net_price),
            floor="0" if low is None else text(low),
            ceiling="∞" if high is None else text(high),
        )
    return AgreedPrice(price, discount_percent, net_price, _below(item.list_price, net_price))


def _below(list_price: Decimal, net_price: Decimal) -> Decimal:
    if list_price <= net_price:
        return Decimal(0)
    share = (list_price - net_price) * _HUNDRED / list_price
    return max(share.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal("0.01"))
