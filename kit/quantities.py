"""Quantities: exact decimals, stored as integers in millionths."""

from __future__ import annotations

import re
from decimal import Decimal

from kit import errors

SCALE = 6
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?", re.ASCII)


class BadQuantity(errors.Failure):
    """A quantity is not a plain decimal number."""

    code = "quantity.unreadable"
    kind = errors.Kind.INVALID
    zh = "数量「{value}」无法识别，写成普通数字，例如 12 或 1.5"
    en = "Quantity “{value}” is not readable; write a plain number such as 12 or 1.5"


class TooManyDecimals(errors.Failure):
    """A quantity has more decimals than its unit allows."""

    code = "quantity.too_many_decimals"
    kind = errors.Kind.INVALID
    zh = "数量 {value} 的小数位太多，该单位最多 {decimals} 位"
    en = "Quantity {value} has too many decimals; this unit allows {decimals}"


def parse_quantity(text: str, *, decimals: int = SCALE, at: str = "") -> Decimal:
    """Exact. Raises BadQuantity (exponents, NaN, full-width digits) or TooManyDecimals; trailing zeros do not count."""
    if not _NUMBER.fullmatch(text):
        raise BadQuantity(at=at, value=text[:40])
    value = Decimal(text)
    digits = -int(value.normalize().as_tuple().exponent)
    if digits > decimals:
        raise TooManyDecimals(at=at, value=text, decimals=decimals)
    return value


def to_scaled(value: Decimal) -> int:
    """Millionths. Raises ValueError when a digit would be lost."""
    scaled = value.scaleb(SCALE)
    if scaled != int(scaled):
        raise ValueError(f"quantity {value} has more than {SCALE} decimals")
    return int(scaled)


def from_scaled(value: int) -> Decimal:
    return Decimal(value).scaleb(-SCALE)


def text(value: Decimal) -> str:
    """Without exponent or trailing zeros: 3, 1.5."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
