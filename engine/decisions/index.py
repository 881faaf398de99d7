"""Which rules of a large table can hit at all, found by looking values up instead of trying every rule.

A filter only: it never leaves out a rule that hits, and whoever uses it runs the tests of those that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.decisions.axis import EXACT, Axis, runs
from engine.feel import nodes

MIN_ROWS = 16
"""Below this, trying every rule is as fast."""
Lookup = Callable[[Any], int]


class Index:
    """The look-up of each column that has constants. A set of rules is an int, rule index n being bit n."""

    def __init__(self, columns: Sequence[Sequence[nodes.UnaryTests]], rows: int) -> None:
        self._all = (1 << rows) - 1
        found = [(place, _lookup(cells, self._all)) for place, cells in enumerate(columns)]
        self._lookups = [(place, lookup) for place, lookup in found if lookup is not None]

    def candidates(self, values: Sequence[Any]) -> list[int] | None:
        """Indexes of the rules that may hit, in order; None when they are so many that trying all is better."""
        left = everything = self._all
        for place, lookup in self._lookups:
            left &= lookup(values[place])
            if not left:
                return []
        if 3 * left.bit_count() > everything.bit_length():
            return None
        found = []
        while left:
            low = left & -left
            found.append(low.bit_length() - 1)
            left ^= low
        return found


def _lookup(cells: Sequence[nodes.UnaryTests], everything: int) -> Lookup | None:
    """Value → rules; every rule for a value of another kind. None when the column tells nothing."""
    axis = Axis(cells, nodes.UnaryTests(()))
    if axis.kind not in EXACT or not axis.usable or len(axis.points) < 2:
        return None
    at = _rules_by_segment(axis, cells)
    kind, places, locate = axis.kind, axis.places, axis.locate
    if axis.words:
        by_word = {point: at[place] for point, place in places.items()}
        other = at[-1]
        return lambda value: by_word.get(value, other) if value.__class__ is kind else everything
    return lambda value: at[locate(value)] if value.__class__ is kind else everything


def _rules_by_segment(axis: Axis, cells: Sequence[nodes.UnaryTests]) -> list[int]:
    changes = [0] * (axis.size + 1)
    for index, tests in enumerate(cells):
        cell = axis.cell(tests)
        for first, last in runs(axis.values if cell is None else cell.true):
            changes[first] ^= 1 << index
            changes[last + 1] ^= 1 << index
    found, here = [], 0
    for change in changes[: axis.size]:
        here ^= change
        found.append(here)
    return found
