"""Cells that do not fit their column: another type, a value that is not allowed, a condition that is never true."""

from __future__ import annotations

from collections.abc import Iterator

from engine.decisions import wording
from engine.decisions.axis import Axis
from engine.decisions.constants import UNKNOWN, constant, constants
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.grid import Box, Grid
from engine.decisions.table import Column, Output, Table
from engine.decisions.watch import TYPE_NAMES
from engine.feel import nodes, types
from engine.feel.types import SIMPLE, Type

_KIND_OF = {classes[0]: kind for kind, classes in SIMPLE.items()}


def findings(table: Table, grid: Grid) -> Iterator[Finding]:
    """Of all cells, row by row."""
    for box, row in zip(grid.boxes, table.rows, strict=True):
        for place, axis in enumerate(grid.axes):
            yield from _condition(table, table.columns[place], axis, box, place)
        for place, output in enumerate(table.outputs):
            yield from _result(table, output, box.row, place, row.results[place])


def _condition(table: Table, column: Column, axis: Axis, box: Box, place: int) -> Iterator[Finding]:
    row = table.rows[box.row - 1]
    tests = row.trees[place]
    clash = _other_kind(tests, axis)
    cell = wording.short(row.texts[place])
    if clash is not None:
        (zh, en), (own_zh, own_en) = clash, _name(axis.kind)
        said = (f"第 {box.row} 行：{column.label} 是{own_zh}，条件 {cell} 却是{zh}，永远不成立",
                f"row {box.row}: {column.label} is a {own_en}, but {cell} tests a {en} and is never true")  # fmt: skip
        yield wording.finding(
            table,
            "decisions.type_clash",
            said,
            (f"改成{own_zh}", f"Test a {own_en}"),
            rows=(box.row,),
            severity=Severity.ERROR if column.known is not None else Severity.WARNING,
            element=row.cells[place],
        )
    elif tests.tests and not box.masks[place]:
        yield wording.finding(
            table,
            "decisions.unreachable",
            (f"第 {box.row} 行永远不会命中：{column.label} 没有满足 {cell} 的值",
             f"row {box.row} can never hit: no value of {column.label} meets {cell}"),
            ("修改条件，或删除这一行", "Change the condition, or delete the row"),
            rows=(box.row,),
            element=row.cells[place],
        )  # fmt: skip


def _other_kind(tests: nodes.UnaryTests, axis: Axis) -> Pair | None:
    """The kind of a constant that is not that of the column."""
    if axis.kind is None:
        return None
    for test in tests.tests:
        for value in constants(test):
            if value is not UNKNOWN and value is not None and type(value) not in (axis.kind, bool):
                return _name(type(value))
            if type(value) is bool and axis.kind is not bool and constant(test) is not True:
                return _name(bool)
    return None


def _name(kind: type | None) -> Pair:
    name = _KIND_OF.get(kind, "Any") if kind is not None else "Any"
    return TYPE_NAMES.get(name, name), name


def _result(table: Table, output: Output, number: int, place: int, tree: nodes.Node | None) -> Iterator[Finding]:
    row = table.rows[number - 1]
    label = output.label
    if tree is None:
        if not row.output_texts[place]:
            yield wording.finding(
                table,
                "decisions.empty_output",
                (f"第 {number} 行没有写 {label}，结果是空值", f"row {number} gives no {label}: the result is null"),
                ("填上结果；确实为空就写 null", "Fill it in; write null when nothing is meant"),
                rows=(number,),
                element=row.outputs_at[place],
            )
        return
    value = constant(tree)
    if value is UNKNOWN or value is None:
        return
    problem = _unfit(output, value)
    if problem is not None:
        cell = wording.short(row.output_texts[place])
        zh, en = problem
        yield wording.finding(
            table,
            "decisions.output_clash",
            (f"第 {number} 行：{label} 的值 {cell} {zh}，结果会是空值",
             f"row {number}: the value {cell} of {label} {en}, so the result is null"),
            ("改成允许的值", "Write a value that is allowed"),
            rows=(number,),
            severity=Severity.ERROR,
            element=row.outputs_at[place],
        )  # fmt: skip


def _unfit(output: Output, value: object) -> Pair | None:
    coerced = types.coerce(value, output.type)
    if coerced is None and output.type is not None:
        if types.conforms(value, Type(output.type.kind)):
            return "不在允许的值之内", "is not one of the allowed values"
        return f"不是{TYPE_NAMES.get(output.type.kind, output.type.kind)}", f"is no {output.type.kind}"
    if output.allowed is not None and output.allowed(coerced, {}) is not True:
        return "不在允许的值之内", "is not one of the allowed values"
    return None
