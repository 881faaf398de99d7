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
from engine.feel.compile_operators import COMPARISONS
from engine.feel.values import Range, equal, literal, order, within

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
        found = [value for cell in cells for test in cell.tests for value in _constants(test) if value is not UNKNOWN]
        self.points = _distinct(found)
        kinds = {type(point) for point in self.points}
        self.usable = len(kinds) <= 1 and None not in self.points
        self.words = kinds <= {str, bool} and not any(_ordered(test) for cell in cells for test in cell.tests)
        if self.usable and not self.words:
            self.points.sort(key=cmp_to_key(lambda a, b: order(a, b) or 0))
        if kinds == {bool}:
            self.points = [True, False]
        self.size = len(self.points) + (bool not in kinds) if self.words else 2 * len(self.points) + 1
        self.complete = (1 << self.size) - 1
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
        result = 0
        for index in range(self.size):
            passes = self._passes(test, values, index)
            if passes is None:
                return None
            result |= passes << index
        return result

    def _passes(self, test: nodes.Node, values: list[Any], index: int) -> bool | None:
        """Whether a segment passes: decided at its constant, or, for a stretch, from the constants beside it."""
        if self.words:
            return self._word(test, values[0], index)
        if index % 2:
            return _holds(test, values, self.points[index // 2])
        before = self.points[index // 2 - 1] if index else None
        after = self.points[index // 2] if index // 2 < len(self.points) else None
        return _stretch(test, values, before, after)

    def _word(self, test: nodes.Node, value: Any, index: int) -> bool | None:
        operator = test.operator if isinstance(test, nodes.Test) else "="
        if operator not in ("=", "!="):
            return None
        same = index < len(self.points) and equal(self.points[index], value) is True
        return same if operator == "=" else not same

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


def _holds(test: nodes.Node, values: list[Any], point: Any) -> bool | None:
    if isinstance(test, nodes.Test):
        return COMPARISONS[test.operator](point, values[0])
    if isinstance(test, nodes.Interval):
        if len(values) != 2 or test.operator:
            return None
        return within(point, Range(values[0], values[1], test.low_closed, test.high_closed))
    return equal(point, values[0])


def _stretch(test: nodes.Node, values: list[Any], before: Any, after: Any) -> bool | None:
    """Whether the open stretch between two neighbouring constants passes; None beside it: no end."""
    if isinstance(test, nodes.Interval):
        if len(values) != 2 or test.operator or before is None or after is None:
            return None if len(values) != 2 or test.operator else False
        return (order(values[0], before) or 0) <= 0 and (order(after, values[1]) or 0) <= 0
    operator = test.operator if isinstance(test, nodes.Test) else "="
    if operator in ("=", "!="):
        return operator == "!="
    if operator[0] == "<":
        return after is not None and (order(after, values[0]) or 0) <= 0
    return before is not None and (order(values[0], before) or 0) <= 0


def _runs(mask: int, size: int) -> Iterator[tuple[int, int]]:
    index = 0
    while index < size:
        if mask >> index & 1:
            first = index
            while index + 1 < size and mask >> (index + 1) & 1:
                index += 1
            yield first, index
        index += 1
