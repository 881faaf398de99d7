"""Which parts of the space of a table no rule takes, and which rules meet: exact over segments, bounded in work.

A set of rules is an int, rule number n being bit n - 1. A column's segments with the same rules count as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.decisions.axis import runs
from engine.decisions.grid import Box, Grid

MAX_WORK = 300_000
"""Steps for all questions about one table; beyond it TooMuch."""
Region = tuple[int, ...]


class TooMuch(Exception):
    """The table is too large for the question."""


class Cover:
    """Answers questions about one grid. `work` counts down over all of them."""

    def __init__(self, grid: Grid) -> None:
        self.domains = tuple(axis.domain for axis in grid.axes)
        self.boxes = grid.boxes
        self.work = MAX_WORK
        self._at = [_rules_at(grid.boxes, column, domain) for column, domain in enumerate(self.domains)]
        self._touching: list[dict[int, int]] = [{} for _ in self.domains]

    def meeting(self, box: Box) -> int:
        """The rules that share a part with this one, itself included. Raises TooMuch."""
        found = -1
        for column, mask in enumerate(box.masks):
            cache = self._touching[column]
            if mask not in cache:
                self._step(1 + len(self._at[column]) // 16)
                cache[mask] = _union(rules for segments, rules in self._at[column] if segments & mask)
            found &= cache[mask]
            if not found:
                break
        return found & ((1 << len(self.boxes)) - 1)

    def gaps(self, region: Region, rules: int) -> Iterator[Region]:
        """Parts of the region that none of the rules takes; none: it is covered. Raises TooMuch."""
        columns = [
            [(segments & mask, there) for segments, there in at if segments & mask]
            for at, mask in zip(self._at, region, strict=True)
        ]
        full = [self._taking_all(region, rules, column) for column in range(len(region) + 1)]
        return self._search(columns, region, full, 0, rules, set())

    def _taking_all(self, region: Region, rules: int, first: int) -> int:
        """The rules that take the region whole from this column on."""
        found = 0
        for box in _chosen(self.boxes, rules):
            self._step()
            if all(not mask & ~taken for mask, taken in zip(region[first:], box.masks[first:], strict=True)):
                found |= 1 << (box.row - 1)
        return found

    def _search(
        self,
        columns: Sequence[Sequence[tuple[int, int]]],
        region: Region,
        full: Sequence[int],
        column: int,
        rules: int,
        covered: set[tuple[int, int]],
    ) -> Iterator[Region]:
        if not rules:
            yield region[column:]
            return
        if rules & full[column] or (column, rules) in covered:
            return
        found = False
        for segments, inner in _grouped(columns[column], rules):
            self._step()
            for rest in self._search(columns, region, full, column + 1, inner, covered):
                found = True
                yield segments, *rest
        self.work -= len(columns[column]) // 8
        if not found:
            covered.add((column, rules))

    def _step(self, cost: int = 1) -> None:
        self.work -= cost
        if self.work < 0:
            raise TooMuch


def _grouped(column: Sequence[tuple[int, int]], rules: int) -> list[tuple[int, int]]:
    """Segments joined where the same rules are left."""
    groups: dict[int, int] = {}
    for segments, there in column:
        inner = there & rules
        groups[inner] = groups.get(inner, 0) | segments
    return [(segments, inner) for inner, segments in groups.items()]


def _rules_at(boxes: Sequence[Box], column: int, domain: int) -> list[tuple[int, int]]:
    """Groups of segments with the rules that take them; a sweep over where each rule begins and ends."""
    changes: dict[int, int] = {}
    for box in boxes:
        for first, last in runs(box.masks[column]):
            bit = 1 << (box.row - 1)
            changes[first] = changes.get(first, 0) ^ bit
            changes[last + 1] = changes.get(last + 1, 0) ^ bit
    groups: dict[int, int] = {}
    here = 0
    for first, after in pairwise([*sorted(changes.keys() | {0}), domain.bit_length()]):
        here ^= changes.get(first, 0)
        segments = ((1 << max(after - first, 0)) - 1) << first & domain
        if segments:
            groups[here] = groups.get(here, 0) | segments
    return [(segments, rules) for rules, segments in groups.items()]


def _chosen(boxes: Sequence[Box], rules: int) -> Iterator[Box]:
    while rules:
        low = rules & -rules
        yield boxes[low.bit_length() - 1]
        rules ^= low


def _union(sets: Iterator[int]) -> int:
    result = 0
    for each in sets:
        result |= each
    return result
