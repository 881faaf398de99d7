"""One column of a table as segments between its constants, and every cell as a set of segments (a bit mask).

Numbers and times: the open stretches between the constants and the constants themselves. Texts and booleans:
each constant, and one segment for all other texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key
from typing import Any

from engine.feel import builtins, nodes
from engine.feel.arithmetic import negate
from engine.feel.values import literal, order

_TEMPORAL_CALLS = ("date", "time", "date and time", "duration")
UNKNOWN: Any = object()


def constant(node: nodes.Node | None) -> Any:
    """The value of a node that is a constant, else UNKNOWN."""
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Negate):
        value = constant(node.operand)
        return UNKNOWN if value is UNKNOWN else negate(value)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.names is None:
        function = builtins.value(node.function.name)
        arguments = [constant(argument) for argument in node.arguments]
        if function is not None and function.name in _TEMPORAL_CALLS and UNKNOWN not in arguments:
            return function.call(arguments)
    return UNKNOWN


def _constants(test: nodes.Node) -> list[Any]:
    if isinstance(test, nodes.Test):
        return [constant(test.operand)]
    if isinstance(test, nodes.Interval):
        return [constant(end) for end in (test.low, test.high) if end is not None]
    return [constant(test)]


class Axis:
    """The segments of one column; `complete` is the mask of all values that the column may have."""

    def __init__(self, cells: list[nodes.UnaryTests], allowed: nodes.UnaryTests) -> None:
        cells = [*cells, allowed]
        found = [value for cell in cells for test in cell.tests for value in _constants(test) if value is not UNKNOWN]
        self.points = _distinct(found)
        kinds = {type(point) for point in self.points}
        self.usable = len(kinds) <= 1 and None not in self.points
        self.words = kinds <= {str, bool} and not any(_ordered(test) for cell in cells for test in cell.tests)
        if kinds == {bool}:
            self.points = [True, False]
        if self.usable and not self.words:
            self.points.sort(key=cmp_to_key(lambda a, b: order(a, b) or 0))
        self._places = {(type(point), point): place for place, point in enumerate(self.points)}
        self.size = len(self.points) + (bool not in kinds) if self.words else 2 * len(self.points) + 1
        self.complete = self._all = (1 << self.size) - 1
        if self.usable and allowed.tests:
            limit = self.mask(allowed)
            self.complete = self.complete if limit is None else limit & ~self._other(allowed)

    def _other(self, allowed: nodes.UnaryTests) -> int:
        """The segment of other texts, when a list of texts says there are none."""
        listed = self.words and not allowed.negated and all(constant(test) is not UNKNOWN for test in allowed.tests)
        return 1 << len(self.points) if listed else 0

    def mask(self, cell: nodes.UnaryTests) -> int | None:
        """The segments that a cell takes; None when it is no matter of constants."""
        if not cell.tests:
            return self.complete
        result = 0
        for test in cell.tests:
            part = self._test(test)
            if part is None:
                return None
            result |= part
        return self.complete & ~result if cell.negated else result & self.complete

    def _test(self, test: nodes.Node) -> int | None:
        values = _constants(test)
        if UNKNOWN in values or None in values:
            return None
        places = [self._places[type(value), value] for value in values]
        if isinstance(test, nodes.Interval):
            return self._interval(test, places)
        return self._operator(test.operator if isinstance(test, nodes.Test) else "=", places[0])

    def _operator(self, operator: str, place: int) -> int:
        if self.words:
            only = 1 << place
            return only if operator == "=" else self._all & ~only
        here, last = 2 * place + 1, self.size - 1
        match operator:
            case "<":
                return _bits(0, here - 1)
            case "<=":
                return _bits(0, here)
            case ">":
                return _bits(here + 1, last)
            case ">=":
                return _bits(here, last)
        return 1 << here if operator == "=" else self._all & ~(1 << here)

    def _interval(self, test: nodes.Interval, places: list[int]) -> int | None:
        if len(places) != 2 or test.operator:
            return None
        low, high = (2 * place + 1 for place in places)
        return _bits(low if test.low_closed else low + 1, high if test.high_closed else high - 1)

    def describe(self, mask: int) -> tuple[str, str]:
        """The segments as unary tests, in zh and en."""
        if mask == self.complete:
            return "-", "-"
        if self.words:
            known = [literal(point) for index, point in enumerate(self.points) if mask >> index & 1]
            other = [("其他值", "another value")] if mask >> len(self.points) & 1 else []
            return ", ".join(known + [o[0] for o in other]), ", ".join(known + [o[1] for o in other])
        text = ", ".join(self._run(first, last) for first, last in _runs(mask, self.size))
        return text, text

    def _run(self, first: int, last: int) -> str:
        if first == last and first % 2:
            return literal(self.points[first // 2])
        low = self.points[(first - 1) // 2] if first else None
        high = self.points[last // 2] if last < self.size - 1 else None
        if low is None or high is None:
            end, closed = (high, last % 2) if low is None else (low, first % 2)
            return f"{'<' if low is None else '>'}{'=' if closed else ''} {literal(end)}"
        return f"{'[' if first % 2 else '('}{literal(low)}..{literal(high)}{']' if last % 2 else ')'}"


def _ordered(test: nodes.Node) -> bool:
    return isinstance(test, nodes.Interval) or (isinstance(test, nodes.Test) and test.operator not in ("=", "!="))


def _distinct(found: list[Any]) -> list[Any]:
    if any(type(value) is list for value in found):
        return [None]
    return [value for _, value in dict.fromkeys((type(value), value) for value in found)]


def _bits(first: int, last: int) -> int:
    return ((1 << (last - first + 1)) - 1) << first if last >= first else 0


def _runs(mask: int, size: int) -> Iterator[tuple[int, int]]:
    index = 0
    while index < size:
        if mask >> index & 1:
            first = index
            while index + 1 < size and mask >> (index + 1) & 1:
                index += 1
            yield first, index
        index += 1
