"""What pricing refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class PriceUnreadable(Failure):
    """Not a plain number, negative, or with more than six decimals."""

    code = "pricing.price_unreadable"
    kind = Kind.INVALID
    zh = "单价“{value}”无法识别。请填写非负的普通数字，最多 6 位小数，例如 12.50。"
    en = "The price “{value}” is not readable. Write a plain number of at most six decimals, such as 12.50."


class DiscountUnreadable(Failure):
    """Not a number from 0 to 100 with at most two decimals."""

    code = "pricing.discount_unreadable"
    kind = Kind.INVALID
    zh = "折扣“{value}”无法识别。请填写 0 到 100 之间的数字，最多 2 位小数，例如 5 表示 5%。"
    en = "The discount “{value}” is not readable. Write 0 to 100 with at most two decimals; 5 means 5 %."


class PriceOutsideRange(Failure):
    """Below the floor or above the ceiling of the price list."""

    code = "pricing.price_outside_range"
    kind = Kind.INVALID
    zh = "折后单价 {price} 超出允许范围 {floor} 至 {ceiling}。请调整价格，或由销售经理修改价目表。"
    en = (
        "The price after discount, {price}, is outside {floor} to {ceiling}. Change it, or have the sales "
        "manager change the price list."
    )


class PriceMissing(Failure):
    """The product is not on the price list."""

    code = "pricing.price_missing"
    kind = Kind.INVALID
    zh = "商品“{sku}”没有价目。请先在价目表中为它定价。"
    en = "Product “{sku}” is not on the price list. Add its price there first."


class RangeUpsideDown(Failure):
    """Not floor <= list price <= ceiling."""

    code = "pricing.range_upside_down"
    kind = Kind.INVALID
    zh = "价格必须满足：底价 ≤ 目录价 ≤ 最高价。"
    en = "Prices must satisfy floor ≤ list price ≤ ceiling."
