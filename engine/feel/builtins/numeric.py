"""Rounding and arithmetic functions. Scales lie within -6111 and 6176, as in decimal128."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from engine.feel import numbers
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.numbers import DECIMAL, EXACT, ONE, ZERO
from engine.feel.temporal import DaysDuration, MonthsDuration


def whole(value: Decimal) -> int:
    """The number as an int; Bad when it has a fraction or is out of range."""
    result = numbers.integer(value)
    if result is None:
        raise Bad
    return result


def _round(value: Decimal, scale: Decimal | None, mode: str) -> Decimal:
    places = 0 if scale is None else numbers.integer(scale.to_integral_value(ROUND_DOWN))
    if places is None or not -6111 <= places <= 6176:
        raise Bad
    if -places <= int(value.as_tuple().exponent):
        return value
    context = EXACT.copy()
    context.rounding = mode
    return DECIMAL.plus(value.quantize(Decimal((0, (1,), -places)), context=context))


@built_in("decimal(n: number, scale: number)")
def decimal(n: Decimal, scale: Decimal) -> Decimal:
    """Half even: decimal(2.345, 2) is 2.34. A scale with a fraction is cut."""
    return _round(n, scale.to_integral_value(ROUND_DOWN), ROUND_HALF_EVEN)


@built_in("floor(n: number, scale: number?)")
def floor(n: Decimal, scale: Decimal | None = None) -> Decimal:
    return _round(n, scale, ROUND_FLOOR)


@built_in("ceiling(n: number, scale: number?)")
def ceiling(n: Decimal, scale: Decimal | None = None) -> Decimal:
    return _round(n, scale, ROUND_CEILING)


@built_in("round up(n: number, scale: number)")
def round_up(n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, ROUND_UP)


@built_in("round down(n: number, scale: number)")
def round_down(n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, ROUND_DOWN)


@built_in("round half up(n: number, scale: number)")
def round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """What people call rounding: round half up(2.345, 2) is 2.35."""
    return _round(n, scale, ROUND_HALF_UP)


@built_in("round half down(n: number, scale: number)")
def round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, ROUND_HALF_DOWN)


@built_in("abs(n: any)")
def absolute(n: Any) -> Any:
    """Of a number or a duration."""
    value = n[0] if type(n) is list and len(n) == 1 else n
    if type(value) is Decimal:
        return value.copy_abs()
    if type(value) is DaysDuration:
        return DaysDuration(abs(value.nanos))
    if type(value) is MonthsDuration:
        return MonthsDuration(abs(value.months))
    raise Bad


@built_in("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Has the sign of the divisor: modulo(-12, 5) is 3."""
    if not divisor:
        raise Bad
    rest = EXACT.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = EXACT.add(rest, divisor)
    return DECIMAL.plus(rest)


@built_in("sqrt(number: number)")
def sqrt(number: Decimal) -> Decimal:
    return DECIMAL.sqrt(number)


@built_in("log(number: number)")
def log(number: Decimal) -> Decimal:
    """Natural; null for zero and below."""
    if number <= 0:
        raise Bad
    return DECIMAL.ln(number)


@built_in("exp(number: number)")
def exp(number: Decimal) -> Decimal:
    return DECIMAL.exp(number)


@built_in("odd(number: number)")
def odd(number: Decimal) -> bool:
    return EXACT.remainder(number, Decimal(2)).copy_abs() == ONE


@built_in("even(number: number)")
def even(number: Decimal) -> bool:
    return EXACT.remainder(number, Decimal(2)) == ZERO
