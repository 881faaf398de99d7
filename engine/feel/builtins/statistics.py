"""Functions over lists of numbers or of comparable values, summed in 34 digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic, budget
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.numbers import DECIMAL, ONE, ZERO
from engine.feel.temporal import DaysDuration, MonthsDuration
from engine.feel.values import less


def _spread(values: tuple[Any, ...]) -> list[Any]:
    """`f(list)` and `f(a, b, c)` are the same."""
    if len(values) == 1:
        return values[0] if type(values[0]) is list else list(values)
    return list(values)


def _numbers(values: tuple[Any, ...]) -> list[Decimal]:
    items = _spread(values)
    budget.tick(len(items))
    if any(type(item) is not Decimal for item in items):
        raise Bad
    return items


def _extreme(values: tuple[Any, ...], better: Callable[[Any, Any], bool | None]) -> Any:
    items = _spread(values)
    if not items:
        return None
    best = items[0]
    if less(best, best) is None:
        raise Bad
    for item in items[1:]:
        budget.tick()
        decided = better(item, best)
        if decided is None:
            raise Bad
        if decided:
            best = item
    return best


@built_in("min(list: list)", "min(c: any*)")
def minimum(*values: Any) -> Any:
    return _extreme(values, less)


@built_in("max(list: list)", "max(c: any*)")
def maximum(*values: Any) -> Any:
    return _extreme(values, lambda item, best: less(best, item))


@built_in("sum(list: list)", "sum(n: any*)")
def total(*values: Any) -> Any:
    """Of numbers or of durations of one kind; null for an empty list."""
    items = _spread(values)
    if not items:
        return None
    if type(items[0]) in (DaysDuration, MonthsDuration):
        result = items[0]
        for item in items[1:]:
            result = arithmetic.add(result, item) if type(item) is type(items[0]) else None
        return result
    return _sum(_numbers(values))


def _sum(items: list[Decimal]) -> Decimal:
    result = ZERO
    for item in items:
        result = DECIMAL.add(result, item)
    return result


@built_in("mean(list: list)", "mean(n: any*)")
def mean(*values: Any) -> Any:
    items = _numbers(values)
    return DECIMAL.divide(_sum(items), Decimal(len(items))) if items else None


@built_in("product(list: list)", "product(n: any*)")
def product(*values: Any) -> Any:
    items = _numbers(values)
    if not items:
        return None
    result = ONE
    for item in items:
        result = DECIMAL.multiply(result, item)
    return result


@built_in("median(list: list)", "median(n: any*)")
def median(*values: Any) -> Any:
    items = sorted(_numbers(values))
    if not items:
        return None
    middle = len(items) // 2
    if len(items) % 2:
        return items[middle]
    return DECIMAL.divide(DECIMAL.add(items[middle - 1], items[middle]), Decimal(2))


@built_in("stddev(list: list)", "stddev(n: any*)")
def stddev(*values: Any) -> Any:
    """Of a sample; null for fewer than two numbers."""
    items = _numbers(values)
    if len(items) < 2:
        return None
    average = DECIMAL.divide(_sum(items), Decimal(len(items)))
    squares = [DECIMAL.power(DECIMAL.subtract(item, average), Decimal(2)) for item in items]
    return DECIMAL.sqrt(DECIMAL.divide(_sum(squares), Decimal(len(items) - 1)))


@built_in("mode(list: list)", "mode(n: any*)")
def mode(*values: Any) -> Any:
    """The most frequent numbers in ascending order."""
    counts: dict[Decimal, int] = {}
    for item in _numbers(values):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)
