"""The operators on numbers, texts, times and durations. Wrong kinds and overflow give null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from engine.feel import budget, calendar, temporal
from engine.feel.calendar import DAY_NANOS, NANOS
from engine.feel.numbers import DECIMAL, EXACT
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

_SIGNALS = (InvalidOperation, DivisionByZero, Overflow)


def add(left: Any, right: Any) -> Any:
    """`left + right`: numbers, texts, a time and a duration."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _number(DECIMAL.add, left, right)
    if kind is str and other is str:
        budget.bounded_length(len(left) + len(right))
        return left + right
    if kind is DaysDuration or kind is MonthsDuration:
        if other is kind:
            return _sum(left, right)
        left, right, kind = right, left, other
    if type(right) is DaysDuration:
        return _add_days(left, right.nanos)
    if type(right) is MonthsDuration:
        return _add_months(left, right.months)
    return None


def subtract(left: Any, right: Any) -> Any:
    """`left - right`: numbers, two times, two durations, a time and a duration."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _number(DECIMAL.subtract, left, right)
    if kind is other and (kind is DaysDuration or kind is MonthsDuration):
        return _sum(left, negate(right))
    if other is DaysDuration:
        return _add_days(left, -right.nanos)
    if other is MonthsDuration:
        return _add_months(left, -right.months)
    if kind is Time and other is Time:
        return _between_times(left, right)
    return _between(left, right)


def multiply(left: Any, right: Any) -> Any:
    """`left * right`: numbers, a duration and a number."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(DECIMAL.multiply, left, right)
    if type(left) is Decimal:
        left, right = right, left
    return _scaled(left, right, DECIMAL.multiply)


def divide(left: Any, right: Any) -> Any:
    """`left / right`: numbers, a duration by a number, a duration by its like."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(DECIMAL.divide, left, right)
    if type(left) is DaysDuration and type(right) is DaysDuration:
        return _number(DECIMAL.divide, Decimal(left.nanos), Decimal(right.nanos))
    if type(left) is MonthsDuration and type(right) is MonthsDuration:
        return _number(DECIMAL.divide, Decimal(left.months), Decimal(right.months))
    return _scaled(left, right, DECIMAL.divide)


def power(left: Any, right: Any) -> Any:
    """`left ** right` on numbers."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(DECIMAL.power, left, right)
    return None


def negate(value: Any) -> Any:
    """`-value`."""
    if type(value) is Decimal:
        return value.copy_negate() if value else value
    if type(value) is DaysDuration:
        return DaysDuration(-value.nanos)
    if type(value) is MonthsDuration:
        return MonthsDuration(-value.months)
    return None


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _number(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal | None:
    try:
        result = operation(left, right)
    except _SIGNALS:
        return None
    return result if result.is_finite() else None


def _sum(left: Any, right: Any) -> Any:
    if type(left) is DaysDuration:
        return temporal.days_duration(left.nanos + right.nanos)
    return temporal.months_duration(left.months + right.months)


def _scaled(duration: Any, factor: Any, operation: Callable[[Decimal, Decimal], Decimal]) -> Any:
    if type(factor) is not Decimal:
        return None
    amount = duration.nanos if type(duration) is DaysDuration else getattr(duration, "months", None)
    if type(duration) not in (DaysDuration, MonthsDuration) or amount is None:
        return None
    scaled = _number(operation, Decimal(amount), factor)
    if scaled is None or abs(scaled) > temporal.MAX_NANOS:
        return None
    if type(duration) is DaysDuration:
        return temporal.days_duration(int(scaled))
    return temporal.months_duration(int(scaled))


def _add_days(value: Any, nanos: int) -> Any:
    if type(value) is Date:
        return temporal.from_ordinal((value.ordinal * DAY_NANOS + nanos) // DAY_NANOS)
    if type(value) is DateTime:
        return temporal.at_instant(value.instant() + nanos, value.time)
    if type(value) is Time:
        return Time((value.nanos + nanos) % DAY_NANOS, value.offset, value.zone)
    return None


def _add_months(value: Any, months: int) -> Any:
    if type(value) is DateTime:
        date = _add_months(value.date, months)
        return None if date is None else DateTime(date, value.time)
    if type(value) is Date:
        return temporal.make_date(*calendar.add_months(value.year, value.month, value.day, months))
    return None


def _between_times(left: Time, right: Time) -> Any:
    if left.aware != right.aware:
        return None
    return temporal.days_duration(left.utc_nanos() - right.utc_nanos())


def _between(left: Any, right: Any) -> Any:
    """Two dates, two date-times, or one of each: a date counts as midnight UTC against a known offset."""
    if type(left) is Date and type(right) is Date:
        return temporal.days_duration((left.ordinal - right.ordinal) * DAY_NANOS)
    if type(left) is Date and type(right) is DateTime:
        left = temporal.utc_midnight(left)
    if type(right) is Date and type(left) is DateTime:
        right = temporal.utc_midnight(right)
    if type(left) is DateTime and type(right) is DateTime and left.time.aware == right.time.aware:
        return temporal.days_duration(left.instant() - right.instant())
    return None


def seconds_of(value: DaysDuration) -> Decimal:
    """The whole duration in seconds, exactly."""
    return EXACT.divide(Decimal(value.nanos), Decimal(NANOS))
