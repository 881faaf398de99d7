"""One column of a table as segments between its constants, and every cell as sets of segments (bit masks).

Ordered values (numbers, times, texts that are compared by order): the open stretches between the constants and the
constants themselves. Words and booleans: each constant, and one segment for all other texts. Where a cell asks for
null, the last segment is null.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from engine.decisions.constants import UNKNOWN, constant, constants, mentions_null
from engine.feel import nodes
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import order

ORDERED = (Decimal, Date, Time, DateTime, DaysDuration, MonthsDuration)
EXACT = (Decimal, str, bool, Date)
"""Kinds whose `=` and order agree for every value (times ignore fractions of a second in `=`)."""


@dataclass(frozen=True)
class Cell:
    """Segments where the tests of a cell are true, and where they are false; elsewhere they are null."""

    true: int
    false: int


class Axis:
    """The segments of one column. `domain`: those that the column may have; `usable` False: nothing can be said."""

    def __init__(self, cells: Sequence[nodes.UnaryTests], allowed: nodes.UnaryTests, kind: type | None = None) -> None:
        tests = [test for cell in (*cells, allowed) for test in cell.tests]
        found = [value for test in tests for value in constants(test) if value is not UNKNOWN and value is not None]
        kinds = [type(value) for value in found]
        self.kind = kind or (max(dict.fromkeys(kinds), key=kinds.count) if kinds else None)
        self.points: list[Any] = list(dict.fromkeys(value for value in found if type(value) is self.kind))
        self.words = self.kind in (str, bool) and not any(_by_order(test) for test in tests)
        if self.kind is bool:
            self.points = [True, False]
        self.usable = self._sorted()
        self.places = {point: place for place, point in enumerate(self.points)}
        self.size = self._size()
        self.null = 1 << self.size if any(mentions_null(test) for test in tests) else 0
        self.values = (1 << self.size) - 1
        self.empty = self._empty() if self.usable else 0
        limit = self.cell(allowed) if self.usable and allowed.tests else None
        self.domain = (self.values if limit is None else limit.true) & ~self.empty | self.null

    def _sorted(self) -> bool:
        """Whether every two points can be compared; sorts them."""
        if self.kind is None or self.words:
            return True
        if self.kind not in (*ORDERED, str):
            return False
        self.points.sort(key=cmp_to_key(lambda a, b: order(a, b) or 0))
        return all(order(a, b) == -1 for a, b in pairwise(self.points))

    def _size(self) -> int:
        if self.words:
            return len(self.points) + (self.kind is str)
        return 2 * len(self.points) + 1

    def _empty(self) -> int:
        """Stretches without a value: between one day, or month, and the next."""
        if self.kind not in (Date, MonthsDuration):
            return 0
        steps = [point.ordinal if self.kind is Date else point.months for point in self.points]
        pairs = enumerate(pairwise(steps), 1)
        return sum(1 << (2 * place) for place, (low, high) in pairs if high - low == 1)

    def joined(self, mask: int) -> int:
        """The mask with the empty stretches between two of its values, for people."""
        return mask | (self.empty & (mask << 1) & (mask >> 1))

    def locate(self, value: Any) -> int:
        """The segment of a value of this kind."""
        if self.words:
            return self.places.get(value, len(self.points))
        if self.kind in (Decimal, str):
            return bisect_left(self.points, value) + bisect_right(self.points, value)
        place = 0
        while place < len(self.points) and (order(self.points[place], value) or 0) < 0:
            place += 1
        return 2 * place + (place < len(self.points) and order(self.points[place], value) == 0)

    def cell(self, tests: nodes.UnaryTests) -> Cell | None:
        """The segments of a cell, null left aside; None when it is no matter of constants."""
        if not tests.tests:
            return Cell(self.values, 0)
        parts = [self._test(test) for test in tests.tests]
        any_of = self._any([part for part in parts if part is not None])
        if None in parts:
            return None
        return Cell(any_of.false, any_of.true) if tests.negated else any_of

    def _any(self, parts: Sequence[Cell]) -> Cell:
        true, false = 0, self.values
        for part in parts:
            true |= part.true
            false &= part.false
        return Cell(true, false)

    def _test(self, test: nodes.Node) -> Cell | None:
        if isinstance(test, nodes.Test):
            return self._compared(test.operator, constant(test.operand))
        if isinstance(test, nodes.Interval):
            return self._interval(test)
        if isinstance(test, nodes.ListOf):
            return self._list(test)
        if nodes.mentions(test, "?"):
            return self._question(test)
        value = constant(test)
        if value is True and self.kind is not bool:
            return Cell(self.values, 0)
        return self._compared("=", value)

    def _list(self, test: nodes.ListOf) -> Cell | None:
        """`["a", "b"]`: one of its elements, or one of its ranges."""
        parts = [
            self._interval(item) if isinstance(item, nodes.Interval) else self._compared("=", constant(item))
            for item in test.items
        ]
        if None in parts:
            return None
        true = self._any([part for part in parts if part is not None]).true
        return Cell(true, self.values & ~true)

    def _question(self, test: nodes.Node) -> Cell | None:
        """Comparisons of `?` with constants, joined by and, or, not."""
        if isinstance(test, nodes.Logic):
            return self._logic(test)
        if isinstance(test, nodes.Compare) and test.left == nodes.Name("?"):
            return self._compared(test.operator, constant(test.right))
        if isinstance(test, nodes.Compare) and test.right == nodes.Name("?"):
            return self._compared(_MIRRORED[test.operator], constant(test.left))
        if isinstance(test, nodes.Between) and test.value == nodes.Name("?"):
            low = self._compared(">=", constant(test.low))
            high = self._compared("<=", constant(test.high))
            return None if low is None or high is None else Cell(low.true & high.true, low.false | high.false)
        if isinstance(test, nodes.In) and test.value == nodes.Name("?"):
            if any(nodes.mentions(part, "?") for part in test.tests) or nodes.Literal(True) in test.tests:
                return None
            return self.cell(nodes.UnaryTests(test.tests))
        return None

    def _logic(self, test: nodes.Logic) -> Cell | None:
        parts = [self._question(operand) for operand in test.operands]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        if test.operator == "or":
            return self._any(known)
        inside = self._any([Cell(part.false, part.true) for part in known])
        return Cell(inside.false, inside.true)

    def _compared(self, operator: str, value: Any) -> Cell | None:
        """`? operator value` over all segments but null."""
        if value is UNKNOWN:
            return None
        if value is None:
            return {"=": Cell(0, self.values), "!=": Cell(self.values, 0)}.get(operator, Cell(0, 0))
        if type(value) is not self.kind:
            return Cell(0, 0)
        if self.words and operator not in ("=", "!="):
            return Cell(0, 0)
        true = self._segments(operator, self.places[value])
        return Cell(true, self.values & ~true)

    def _segments(self, operator: str, place: int) -> int:
        here, last = (place if self.words else 2 * place + 1), self.size - 1
        match operator:
            case "<":
                return bits(0, here - 1)
            case "<=":
                return bits(0, here)
            case ">":
                return bits(here + 1, last)
            case ">=":
                return bits(here, last)
        return 1 << here if operator == "=" else self.values & ~(1 << here)

    def _interval(self, test: nodes.Interval) -> Cell | None:
        if test.operator:
            return self._compared(test.operator, constant(test.low))
        ends = [constant(end) for end in (test.low, test.high) if end is not None]
        if UNKNOWN in ends or None in ends:
            return None
        if order(ends[0], ends[-1]) not in (-1, 0):
            return Cell(0, self.values)
        if type(ends[0]) is not self.kind or self.words:
            return Cell(0, 0)
        true = self.values
        if test.low is not None:
            true &= self._segments(">=" if test.low_closed else ">", self.places[ends[0]])
        if test.high is not None:
            true &= self._segments("<=" if test.high_closed else "<", self.places[ends[-1]])
        return Cell(true, self.values & ~true)


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _by_order(test: nodes.Node) -> bool:
    """Whether the test compares by order, so that texts are points on a line."""
    return any(
        isinstance(part, nodes.Interval | nodes.Between)
        or (isinstance(part, nodes.Test | nodes.Compare) and part.operator not in ("=", "!="))
        for part in nodes.walk(test)
    )


def bits(first: int, last: int) -> int:
    """The mask of the segments first to last; nothing when they are upside down."""
    return ((1 << (last - first + 1)) - 1) << first if last >= first else 0


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring segments, first and last of each."""
    while mask:
        first = (mask & -mask).bit_length() - 1
        length = ((mask >> first) + 1 & ~(mask >> first)).bit_length() - 1
        yield first, first + length - 1
        mask &= ~(((1 << length) - 1) << first)
