"""The number contexts: decimal128 (34 digits, half even). Never the thread's own context (28 digits)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

DECIMAL = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Every operator works in this context; what overflows becomes null."""

EXACT = Context(
    prec=6_200,
    rounding=ROUND_HALF_EVEN,
    Emin=-12_400,
    Emax=12_400,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""For rounding and modulo, where the way to a small result is long."""

ZERO, ONE = Decimal(0), Decimal(1)
MAX_POSITION = 10**15
"""Indexes and counts beyond this are treated as out of range."""


def parse(text: str) -> Decimal | None:
    """A literal rounded to 34 digits; None when it is out of range."""
    try:
        value = DECIMAL.create_decimal(text)
    except (InvalidOperation, Overflow):
        return None
    return value if value.is_finite() else None


def from_float(value: float) -> Decimal | None:
    """The shortest decimal that reads back as `value` (0.1 stays 0.1); None for NaN and infinity."""
    number = Decimal(repr(value))
    return number if number.is_finite() else None


def integer(value: Decimal) -> int | None:
    """The whole number that `value` is, if it is one and within MAX_POSITION."""
    if not -MAX_POSITION <= value <= MAX_POSITION:
        return None
    whole = int(value)
    return whole if whole == value else None


def plain(value: Decimal) -> str:
    """Without exponent and trailing zeros where that stays readable (1E+400 keeps its exponent)."""
    if not value:
        return "0"
    if -400 <= int(value.as_tuple().exponent) <= 400:
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
