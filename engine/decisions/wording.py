"""Findings in the words of the table: regions as `channel = B2C, gross > 5000 and ≤ 10000`, lists of rows."""

from __future__ import annotations

from collections.abc import Sequence

from engine.decisions import xml
from engine.decisions.axis import Axis, runs
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.table import Table
from engine.decisions.xml import Element
from engine.feel.values import text

SHOWN = 40
MAX_WORDS = 4


def finding(
    table: Table,
    code: str,
    said: Pair,
    remedy: Pair,
    *,
    rows: Sequence[int] = (),
    severity: Severity = Severity.WARNING,
    element: Element | None = None,
) -> Finding:
    """A finding about a table; the last of `rows` is the one to look at, unless an element says where."""
    row = rows[-1] if rows else 0
    place = element if element is not None else table.rows[row - 1].element if row else table.element
    return Finding(
        severity=severity,
        code=code,
        element=place.get("id") or table.owner_id,
        line=xml.line(place),
        zh=f"“{table.title}”：{said[0]}",
        en=f"'{table.title}': {said[1]}",
        row=row,
        remedy_zh=remedy[0],
        remedy_en=remedy[1],
        decision=table.owner_id,
        rows=tuple(rows),
    )


def region(table: Table, axes: Sequence[Axis], masks: Sequence[int]) -> Pair:
    """The columns that matter, with one stretch of values each."""
    parts = [
        described(axis, column.label, mask)
        for column, axis, mask in zip(table.columns, axes, masks, strict=True)
        if mask != axis.domain
    ]
    if not parts:
        return "任何输入", "any input"
    return "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def described(axis: Axis, label: str, mask: int) -> Pair:
    """One stretch of the values of a column."""
    if mask & axis.values == 0:
        return f"{label} 为空", f"{label} is empty"
    if axis.words:
        return _words(axis, label, mask)
    first, last = next(runs(axis.joined(mask) & axis.values))
    if first == last and first % 2:
        return (f"{label} = {short(text(axis.points[first // 2]))}",) * 2
    low = f"{'≥' if first % 2 else '>'} {text(axis.points[(first - 1) // 2])}" if first else ""
    high = f"{'≤' if last % 2 else '<'} {text(axis.points[last // 2])}" if last < axis.size - 1 else ""
    both = [end for end in (low, high) if end]
    return f"{label} {' 且 '.join(both)}", f"{label} {' and '.join(both)}"


def _words(axis: Axis, label: str, mask: int) -> Pair:
    known = [short(text(point)) for place, point in enumerate(axis.points) if mask >> place & 1][:MAX_WORDS]
    if known:
        return f"{label} = {' 或 '.join(known)}", f"{label} = {' or '.join(known)}"
    listed = [short(text(point)) for point in axis.points[:MAX_WORDS]]
    more = "…" if len(axis.points) > MAX_WORDS else ""
    zh, en = f"{'、'.join(listed)}{more}", f"{', '.join(listed)}{more}"
    return f"{label} 是 {zh} 以外的值", f"{label} is none of {en}"


def rows(numbers: Sequence[int]) -> Pair:
    """`第 1、2 行`, `rows 1 and 2`; at most eight are named."""
    shown = [str(number) for number in numbers[:8]]
    more = ("等", " and others") if len(numbers) > 8 else ("", "")
    if len(numbers) == 1:
        return f"第 {shown[0]} 行", f"row {shown[0]}"
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if not more[0] else ", ".join(shown) + more[1]
    return f"第 {'、'.join(shown)} 行{more[0]}", f"rows {listed}"


def short(words: str) -> str:
    """One line, cut where it is long."""
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= SHOWN else f"{one_line[:SHOWN]}…"
