"""How two ranges, or a range and a point, lie to each other; and a range from a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.builtins.registry import Bad, built_in
from engine.feel.values import Range, order, within


def _as_range(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def _cmp(left: Any, right: Any) -> int:
    decided = order(left, right)
    if decided is None:
        raise Bad
    return decided


def _starts(a: Range, b: Range) -> int:
    """Which begins first: -1 is a."""
    if not a.bounded_low or not b.bounded_low:
        return int(a.bounded_low) - int(b.bounded_low)
    return _cmp(a.low, b.low) or int(b.low_closed) - int(a.low_closed)


def _ends(a: Range, b: Range) -> int:
    """Which ends first: -1 is a."""
    if not a.bounded_high or not b.bounded_high:
        return int(b.bounded_high) - int(a.bounded_high)
    return _cmp(a.high, b.high) or int(a.high_closed) - int(b.high_closed)


def _wholly_before(a: Range, b: Range) -> bool:
    if not a.bounded_high or not b.bounded_low:
        return False
    decided = _cmp(a.high, b.low)
    return decided < 0 or (decided == 0 and not (a.high_closed and b.low_closed))


def _touching(a: Range, b: Range) -> bool:
    if not a.bounded_high or not b.bounded_low:
        return False
    return a.high_closed and b.low_closed and _cmp(a.high, b.low) == 0


def _overlap(a: Range, b: Range) -> bool:
    return not _wholly_before(a, b) and not _wholly_before(b, a)


def _relation(name: str, test: Callable[[Range, Range], bool]) -> None:
    pairs = ("point1", "point2"), ("point", "range"), ("range", "point"), ("range1", "range2")

    @built_in(*[f"{name}({first}: point, {second}: point)" for first, second in pairs])
    def relation(a: Any, b: Any) -> bool:
        return test(_as_range(a), _as_range(b))


def _relation_of_ranges(name: str, test: Callable[[Range, Range], bool]) -> None:
    @built_in(f"{name}(range1: range, range2: range)")
    def relation(a: Range, b: Range) -> bool:
        return test(a, b)


_relation("before", _wholly_before)
_relation("after", lambda a, b: _wholly_before(b, a))
_relation_of_ranges("meets", _touching)
_relation_of_ranges("met by", lambda a, b: _touching(b, a))
_relation_of_ranges("overlaps", _overlap)
_relation_of_ranges("overlaps before", lambda a, b: _overlap(a, b) and _starts(a, b) < 0 and _ends(a, b) <= 0)
_relation_of_ranges("overlaps after", lambda a, b: _overlap(a, b) and _starts(a, b) > 0 and _ends(a, b) >= 0)


@built_in("finishes(point: point, range: range)", "finishes(range1: range, range2: range)")
def finishes(a: Any, b: Range) -> bool:
    if type(a) is not Range:
        return b.high_closed and _cmp(a, b.high) == 0
    return _ends(a, b) == 0 and _starts(a, b) >= 0


@built_in("finished by(range: range, point: point)", "finished by(range1: range, range2: range)")
def finished_by(a: Range, b: Any) -> bool:
    return finishes(b, a)


@built_in("starts(point: point, range: range)", "starts(range1: range, range2: range)")
def starts(a: Any, b: Range) -> bool:
    if type(a) is not Range:
        return b.low_closed and _cmp(a, b.low) == 0
    return _starts(a, b) == 0 and _ends(a, b) <= 0


@built_in("started by(range: range, point: point)", "started by(range1: range, range2: range)")
def started_by(a: Range, b: Any) -> bool:
    return starts(b, a)


@built_in("includes(range: range, point: point)", "includes(range1: range, range2: range)")
def includes(a: Range, b: Any) -> bool | None:
    if type(b) is not Range:
        return within(b, a)
    return _starts(a, b) <= 0 and _ends(a, b) >= 0


@built_in("during(point: point, range: range)", "during(range1: range, range2: range)")
def during(a: Any, b: Range) -> bool | None:
    return includes(b, a)


@built_in("coincides(point1: point, point2: point)", "coincides(range1: range, range2: range)")
def coincides(a: Any, b: Any) -> bool:
    if (type(a) is Range) != (type(b) is Range):
        raise Bad
    first, second = _as_range(a), _as_range(b)
    return _starts(first, second) == 0 and _ends(first, second) == 0
