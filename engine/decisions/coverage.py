"""Gaps, overlaps, rules that cannot be reached and rules that stand twice.

Exact where cells are constants. A rule with another condition takes at most its other cells: what is claimed holds
whatever that condition turns out to be, and what could not be checked is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from engine.decisions import wording
from engine.decisions.constants import UNKNOWN, constant
from engine.decisions.cover import Cover, TooMuch
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.grid import Box, Grid
from engine.decisions.table import Table
from engine.feel import types
from engine.feel.values import equal

MAX_OVERLAPS = 20
MAX_GAPS = 5
_ONE_HIT = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


def findings(table: Table, grid: Grid) -> Iterator[Finding]:
    """All that can be said about how the rules of a table share the space of its inputs."""
    cover = Cover(grid)
    twins = _twins(table)
    yield from _duplicates(table, twins)
    live = [box for box in grid.boxes if all(box.masks) and box.row not in twins]
    if table.policy in ("UNIQUE", "ANY"):
        what = "没有查完重叠", "not every pair of rows was checked for overlaps"
        yield from _bounded(table, _overlaps(table, grid, cover, live), what)
    if table.policy in ("FIRST", "PRIORITY"):
        what = "没有查完无法到达的行", "not every row was checked for being out of reach"
        yield from _bounded(table, _unreachable(table, cover, live), what)
    if table.policy in _ONE_HIT and all(output.default is None for output in table.outputs):
        what = "没有查完空缺", "the search for gaps was not finished"
        yield from _bounded(table, _gaps(table, grid, Cover(grid), live), what)
    yield from _not_analysed(table, live)


def _bounded(table: Table, found: Iterator[Finding], what: Pair) -> Iterator[Finding]:
    """The findings; at the bound of work, that they are not all."""
    try:
        yield from found
    except TooMuch:
        said = f"表太大，{what[0]}", f"it is too large: {what[1]}"
        yield wording.finding(
            table, "decisions.not_analysed", said, ("拆成几个决策", "Split it"), severity=Severity.INFO
        )


def _twins(table: Table) -> dict[int, int]:
    """Rules whose conditions stand in an earlier rule already: number → that of the earlier one."""
    seen: dict[object, int] = {}
    found = {}
    for number, row in enumerate(table.rows, 1):
        first = seen.setdefault(row.trees, number)
        if first != number and not any(tree is None for tree in row.results):
            found[number] = first
    return found


def _duplicates(table: Table, twins: dict[int, int]) -> Iterator[Finding]:
    for number, first in twins.items():
        same = table.rows[number - 1].results == table.rows[first - 1].results
        if not same and table.policy not in _ONE_HIT:
            continue
        zh, en = ("相同", "the same") if same else ("条件相同而结果不同", "the same conditions with other results")
        yield wording.finding(
            table,
            "decisions.duplicate",
            (f"第 {number} 行与第 {first} 行{zh}", f"row {number} is {en} as row {first}"
             if same else f"row {number} has {en} than row {first}"),
            ("删除其中一行", "Delete one of them"),
            rows=(first, number),
        )  # fmt: skip


def _overlaps(table: Table, grid: Grid, cover: Cover, live: Sequence[Box]) -> Iterator[Finding]:
    pairs = _meeting(table, cover, live)
    for box, other in islice(pairs, MAX_OVERLAPS):
        common = tuple(mine & others for mine, others in zip(box.masks, other.masks, strict=True))
        zh, en = wording.region(table, grid.axes, common)
        yield wording.finding(
            table,
            "decisions.overlap",
            (f"第 {box.row} 行和第 {other.row} 行在 {zh} 时同时命中",
             f"rows {box.row} and {other.row} both hit for {en}"),
            ("修改其中一行的条件，或改用命中策略 FIRST", "Change one of them, or use the hit policy FIRST"),
            rows=(box.row, other.row),
        )  # fmt: skip
    if next(pairs, None) is not None:
        zh, en = "还有更多的行同时命中", "more rows hit together"
        yield wording.finding(
            table, "decisions.more_overlaps", (zh, en), ("先改上面的", "Mend those above first"), severity=Severity.INFO
        )


def _meeting(table: Table, cover: Cover, live: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs of exact rules that meet; of ANY only those with different results."""
    exact = {box.row: box for box in live if box.exact}
    for box in exact.values():
        later = cover.meeting(box) >> box.row
        number = box.row
        while later:
            step = (later & -later).bit_length()
            later >>= step
            number += step
            if number in exact and (table.policy == "UNIQUE" or _differ(table, box.row, number)):
                yield box, exact[number]


def _differ(table: Table, first: int, second: int) -> bool:
    """Whether two rules give different results for certain."""
    mine, others = table.rows[first - 1].results, table.rows[second - 1].results
    known = [(constant(left), constant(right)) for left, right in zip(mine, others, strict=True)]
    return any(
        equal(types.coerce(left, output.type), types.coerce(right, output.type)) is not True
        for output, (left, right) in zip(table.outputs, known, strict=True)
        if left is not UNKNOWN and right is not UNKNOWN
    )


def _unreachable(table: Table, cover: Cover, live: Sequence[Box]) -> Iterator[Finding]:
    exact = sum(1 << (box.row - 1) for box in live if box.exact)
    winners = _winners(table)
    for box in live:
        before = winners[box.row - 1] & exact & cover.meeting(box)
        if before and next(cover.gaps(box.masks, before), None) is None:
            zh, en = wording.rows(_numbers(_fewest(cover, box, before)))
            yield wording.finding(
                table,
                "decisions.unreachable",
                (f"第 {box.row} 行永远不会命中：{zh}已覆盖它的全部情况",
                 f"row {box.row} can never hit: all of its cases are taken by {en}"),
                ("删除这一行，或把它移到前面", "Delete it, or move it up"),
                rows=(box.row,),
            )  # fmt: skip


def _winners(table: Table) -> list[int]:
    """For each rule the rules that win over it wherever both hit."""
    places = range(len(table.rows))
    if table.policy == "FIRST":
        return [(1 << place) - 1 for place in places]
    ranked = sorted((rank, place) for place in places if (rank := table.rank(place)) is not None)
    found, before = [0] * len(table.rows), 0
    for _, place in ranked:
        found[place] = before
        before |= 1 << place
    return found


def _fewest(cover: Cover, box: Box, before: int) -> int:
    """One rule that takes it all, when there is one; else all that were looked at."""
    for number in _numbers(before):
        other = cover.boxes[number - 1]
        if all(not mine & ~taken for mine, taken in zip(box.masks, other.masks, strict=True)):
            return 1 << (number - 1)
    return before


def _numbers(rules: int) -> list[int]:
    return [place + 1 for place in range(rules.bit_length()) if rules >> place & 1]


def _gaps(table: Table, grid: Grid, cover: Cover, live: Sequence[Box]) -> Iterator[Finding]:
    rules = sum(1 << (box.row - 1) for box in live)
    for gap in islice(cover.gaps(cover.domains, rules), MAX_GAPS):
        zh, en = wording.region(table, grid.axes, gap)
        yield wording.finding(
            table,
            "decisions.gap",
            (f"没有一行覆盖 {zh}", f"{en} is covered by no row"),
            ("增加一行，或设置默认输出", "Add a row, or a default output"),
        )


def _not_analysed(table: Table, live: Sequence[Box]) -> Iterator[Finding]:
    open_rows = [box.row for box in live if not box.exact]
    if open_rows and table.policy in _ONE_HIT:
        zh, en = wording.rows(open_rows)
        yield wording.finding(
            table,
            "decisions.not_analysed",
            (f"{zh}的条件要到运行时才知道，没有检查空缺和重叠",
             f"the conditions of {en} are only known when it runs: gaps and overlaps were not checked there"),
            ("用测试表检查这些行", "Check them with the test table"),
            rows=open_rows[:1],
            severity=Severity.INFO,
        )  # fmt: skip
