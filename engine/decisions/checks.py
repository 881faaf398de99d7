"""What is doubtful about a table before it ever runs: gaps, overlaps, rules that can never hit, unknown policies.

Over constants only: a rule with any other condition is left out of the claims, and gaps are then not claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.decisions import table, xml
from engine.decisions.axis import Axis
from engine.decisions.finding import Finding, Severity
from engine.decisions.table import Table

MAX_FINDINGS = 20
"""Overlaps reported for one table."""
MAX_WORK = 20_000
"""Boxes looked at for one question; beyond it nothing is claimed."""
_ONE_HIT = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


@dataclass(frozen=True)
class Box:
    """What a rule covers: one mask for each column."""

    row: int
    masks: tuple[int, ...]


class _TooMuch(Exception):
    """The table is too large for the question."""


def of_tables(tables: Iterable[Table]) -> tuple[Finding, ...]:
    """The findings of all tables of a model."""
    return tuple(finding for each in tables for finding in _of_table(each))


def _of_table(each: Table) -> Iterator[Finding]:
    if each.policy not in table.POLICIES:
        yield _finding(
            each,
            "decisions.hit_policy",
            f"不支持命中策略 {each.policy}，请改用 UNIQUE、FIRST 等",
            f"the hit policy {each.policy} is unknown; use UNIQUE, FIRST or another of DMN",
            severity=Severity.ERROR,
        )
    crooked = list(_crooked(each))
    yield from crooked
    if crooked or not each.columns or not each.rows:
        return
    axes = [
        Axis([row.trees[index] for row in each.rows if index < len(row.trees)], column.values)
        for index, column in enumerate(each.columns)
    ]
    boxes = list(_boxes(each, axes))
    reachable = [box for box in boxes if all(box.masks)]
    yield from _never(each, boxes, reachable)
    if each.policy == "UNIQUE":
        yield from _overlaps(each, reachable, axes)
    if each.policy in _ONE_HIT and len(boxes) == len(each.rows) and all(o.default is None for o in each.outputs):
        yield from _gaps(each, reachable, axes)


def _crooked(each: Table) -> Iterator[Finding]:
    """Rules whose number of cells is not that of the columns."""
    for number, row in enumerate(each.rows, 1):
        given, wanted = (len(row.trees), len(row.outputs)), (len(each.columns), len(each.outputs))
        if given != wanted:
            yield _finding(
                each,
                "decisions.cells",
                f"第 {number} 条规则有 {given[0]} 个输入和 {given[1]} 个输出，应为 {wanted[0]} 和 {wanted[1]}。请补齐",
                f"rule {number} has {given[0]} inputs and {given[1]} outputs, not {wanted[0]} and {wanted[1]}. Mend it",
                row=number,
                severity=Severity.ERROR,
            )


def _boxes(each: Table, axes: Sequence[Axis]) -> Iterator[Box]:
    """The rules that test constants only."""
    for number, row in enumerate(each.rows, 1):
        masks = [
            axis.mask(tree) if axis.usable or not tree.tests else None
            for axis, tree in zip(axes, row.trees, strict=False)
        ]
        if len(masks) == len(axes) and None not in masks:
            yield Box(number, tuple(mask for mask in masks if mask is not None))


def _never(each: Table, boxes: Sequence[Box], reachable: Sequence[Box]) -> Iterator[Finding]:
    """Rules that no input can reach."""
    for box in boxes:
        if not all(box.masks):
            zh, en = "它的条件没有可满足的值", "no value meets its conditions"
        elif each.policy == "FIRST" and _covered(box, [other for other in reachable if other.row < box.row]):
            zh, en = "前面的规则已覆盖它的全部情况", "earlier rules take all of its cases"
        else:
            continue
        yield _finding(
            each,
            "decisions.unreachable",
            f"第 {box.row} 条规则永远不会命中：{zh}。请删除或修改它",
            f"rule {box.row} can never hit: {en}. Delete or change it",
            row=box.row,
        )


def _covered(box: Box, others: Sequence[Box]) -> bool:
    try:
        return _uncovered(box.masks, others, [0]) is None
    except _TooMuch:
        return False


def _overlaps(each: Table, boxes: Sequence[Box], axes: Sequence[Axis]) -> Iterator[Finding]:
    reported = 0
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            common = _common(box, other)
            if common is None:
                continue
            zh, en = _described(each, axes, common)
            yield _finding(
                each,
                "decisions.overlap",
                f"第 {box.row} 条和第 {other.row} 条规则会同时命中（{zh}）。请修改条件或命中策略",
                f"rules {box.row} and {other.row} hit together ({en}). Change the conditions or the hit policy",
                row=other.row,
            )
            reported += 1
            if reported == MAX_FINDINGS:
                return


def _common(box: Box, other: Box) -> tuple[int, ...] | None:
    """What both cover, or None; most pairs part at their first column."""
    common = []
    for mine, others in zip(box.masks, other.masks, strict=True):
        both = mine & others
        if not both:
            return None
        common.append(both)
    return tuple(common)


def _gaps(each: Table, boxes: Sequence[Box], axes: Sequence[Axis]) -> Iterator[Finding]:
    try:
        gap = _uncovered(tuple(axis.complete for axis in axes), boxes, [0])
    except _TooMuch:
        return
    if gap is not None:
        zh, en = _described(each, axes, gap)
        yield _finding(
            each,
            "decisions.gap",
            f"没有规则覆盖：{zh}。请增加规则或设置默认输出",
            f"no rule covers: {en}. Add a rule or a default output",
        )


def _uncovered(space: tuple[int, ...], boxes: Sequence[Box], work: list[int]) -> tuple[int, ...] | None:
    """A part of the space that no box takes, or None; column by column, equal segments together."""
    work[0] += 1
    if work[0] > MAX_WORK:
        raise _TooMuch
    if not boxes:
        return space if all(space) else None
    if not space:
        return None
    groups: dict[tuple[int, ...], int] = {}
    rest = space[0]
    while rest:
        bit = rest & -rest
        rest ^= bit
        key = tuple(index for index, box in enumerate(boxes) if box.masks[0] & bit)
        groups[key] = groups.get(key, 0) | bit
    for key, mask in groups.items():
        inner = [Box(boxes[index].row, boxes[index].masks[1:]) for index in key]
        found = _uncovered(space[1:], inner, work) if inner else space[1:]
        if found is not None:
            return mask, *found
    return None


def _described(each: Table, axes: Sequence[Axis], masks: Sequence[int]) -> tuple[str, str]:
    """The columns that matter with their values, in zh and en."""
    parts = [
        (column.label, axis.describe(mask))
        for column, axis, mask in zip(each.columns, axes, masks, strict=True)
        if mask != axis.complete
    ]
    if not parts:
        return "任何输入", "any input"
    return "；".join(f"{label}：{zh}" for label, (zh, _) in parts), "; ".join(
        f"{label}: {en}" for label, (_, en) in parts
    )


def _finding(
    each: Table, code: str, zh: str, en: str, *, row: int = 0, severity: Severity = Severity.WARNING
) -> Finding:
    element = each.rows[row - 1].element if row else each.element
    return Finding(
        severity, code, each.owner_id, xml.line(element), f"“{each.owner}”：{zh}。", f"'{each.owner}': {en}.", row
    )
