"""Values that are not numbers or times: ranges, functions; and equality, order and text of all values.

null is None, a number is Decimal, a text is str, a list is list, a context is dict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel import budget, numbers
from engine.feel.temporal import TEMPORAL, Date, DateTime, DaysDuration, MonthsDuration, Time


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. `bounded_low`/`bounded_high` False: no end at all (`(<10)`), which differs from an end of null.

    `operator` is "=" or "!=" for `(=10)` and `(!=10)`, else empty.
    """

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool
    bounded_low: bool = True
    bounded_high: bool = True
    operator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A callable value: `call` takes the positional arguments; types are declared or None."""

    parameters: tuple[str, ...]
    call: Callable[[list[Any]], Any]
    types: tuple[Any, ...] = ()
    result: Any = None
    name: str = ""
    variadic: bool = False
    named: Callable[[dict[str, Any]], Any] | None = None


def equal(left: Any, right: Any) -> bool | None:
    """FEEL `=`: null when the kinds differ; null equals only null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is list:
        return _equal_lists(left, right)
    if kind is dict:
        return _equal_contexts(left, right)
    if kind in TEMPORAL:
        result: bool | None = left.equals(right)
        return result
    if kind is Range:
        return _equal_ranges(left, right)
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any]) -> bool | None:
    if len(left) != len(right):
        return False
    for mine, other in zip(left, right, strict=True):
        budget.tick()
        if equal(mine, other) is not True:
            return False
    return True


def _equal_contexts(left: dict[str, Any], right: dict[str, Any]) -> bool:
    if left.keys() != right.keys():
        return False
    for key, mine in left.items():
        budget.tick()
        if equal(mine, right[key]) is not True:
            return False
    return True


def _equal_ranges(left: Range, right: Range) -> bool:
    if _form(left) != _form(right):
        return False
    return equal(left.low, right.low) is True and equal(left.high, right.high) is True


def _form(interval: Range) -> tuple[bool, bool, bool, bool, str]:
    ends = interval.low_closed, interval.high_closed
    return *ends, interval.bounded_low, interval.bounded_high, interval.operator


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None when the two cannot be ordered."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is Decimal or kind is str:
        return -1 if left < right else (1 if left > right else 0)
    if kind in (Date, Time, DateTime, DaysDuration, MonthsDuration):
        a, b = left.sort_key(right), right.sort_key(left)
        if a is None or b is None:
            return None
        return -1 if a < b else (1 if a > b else 0)
    return None


def less(left: Any, right: Any) -> bool | None:
    """FEEL `<`."""
    result = order(left, right)
    return None if result is None else result < 0


def less_equal(left: Any, right: Any) -> bool | None:
    """FEEL `<=`; equality as `=` sees it, so fractions of a second do not count."""
    result = order(left, right)
    return None if result is None else result <= 0


def within(value: Any, interval: Range) -> bool | None:
    """Whether the value lies in the range; null when it cannot be compared."""
    if interval.operator == "!=":
        same = equal(value, interval.low)
        return None if same is None else not same
    after = _after_low(value, interval)
    if after is False:
        return False
    before = _before_high(value, interval)
    if before is False:
        return False
    return None if after is None or before is None else True


def _after_low(value: Any, interval: Range) -> bool | None:
    if not interval.bounded_low:
        return True
    return less_equal(interval.low, value) if interval.low_closed else less(interval.low, value)


def _before_high(value: Any, interval: Range) -> bool | None:
    if not interval.bounded_high:
        return True
    return less_equal(value, interval.high) if interval.high_closed else less(value, interval.high)


def make_range(low: Any, high: Any, low_closed: bool, high_closed: bool) -> Range | None:
    """A range with both ends; null when they cannot be ordered or are upside down."""
    if low is None or high is None:
        end = high if low is None else low
        if end is None or type(end) is bool or order(end, end) is None:
            return None
        return Range(low, high, low_closed and low is not None, high_closed and high is not None)
    direction = order(low, high)
    if direction is None or direction > 0:
        return None
    return Range(low, high, low_closed, high_closed)


def text(value: Any) -> str:
    """What `string()` gives; elements of lists and contexts are written as literals."""
    if type(value) is str:
        return value
    return literal(value)


def literal(value: Any) -> str:
    """The value as it could be written in FEEL."""
    budget.tick()
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is Decimal:
        return numbers.plain(value)
    if type(value) is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if type(value) is list:
        return budget.bounded_text("[" + ", ".join([literal(item) for item in value]) + "]")
    if type(value) is dict:
        return budget.bounded_text("{" + ", ".join([f"{_key(k)}: {literal(v)}" for k, v in value.items()]) + "}")
    if type(value) is Range:
        return _range_text(value)
    if type(value) is FeelFunction:
        return f"function({', '.join(value.parameters)})"
    return str(value)


def _key(key: str) -> str:
    plain = key == " ".join(key.split()) and key.replace("_", "a").replace(" ", "a").isalnum()
    return key if plain else literal(key)


def _range_text(value: Range) -> str:
    if value.operator:
        return f"({value.operator} {literal(value.low)})"
    if not value.bounded_low or not value.bounded_high:
        if value.bounded_high:
            return f"({'<=' if value.high_closed else '<'} {literal(value.high)})"
        return f"({'>=' if value.low_closed else '>'} {literal(value.low)})"
    start = "[" if value.low_closed else "("
    end = "]" if value.high_closed else ")"
    return f"{start}{literal(value.low)}..{literal(value.high)}{end}"
