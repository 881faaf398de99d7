"""A table as boxes: for each column the segments, for each rule the segments that it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.decisions.axis import Axis
from engine.decisions.table import Column, Row, Table
from engine.feel import nodes
from engine.feel.types import SIMPLE, Type


@dataclass(frozen=True)
class Box:
    """A rule: `masks`, one for each column, the largest it can be; `exact`: no cell depends on anything else."""

    row: int
    masks: tuple[int, ...]
    exact: bool


@dataclass(frozen=True)
class Grid:
    """All columns and all rules of a table, in order; rows count from 1."""

    axes: tuple[Axis, ...]
    boxes: tuple[Box, ...]


def of_table(table: Table) -> Grid:
    """The grid of a table whose rules have a cell for each column."""
    axes = tuple(_axis(column, [row.trees[index] for row in table.rows]) for index, column in enumerate(table.columns))
    return Grid(axes, tuple(_box(axes, row, number) for number, row in enumerate(table.rows, 1)))


def _axis(column: Column, cells: Sequence[nodes.UnaryTests]) -> Axis:
    return Axis(cells, column.domain, python_kind(column.known))


def python_kind(declared: Type | None) -> type | None:
    """The class of the values of a simple type, else None."""
    return SIMPLE[declared.kind][0] if declared is not None and declared.kind in SIMPLE else None


def _box(axes: Sequence[Axis], row: Row, number: int) -> Box:
    tests = dict(row.tests)
    masks, exact = [], True
    for index, axis in enumerate(axes):
        tree = row.trees[index]
        cell = axis.cell(tree) if axis.usable else None
        if cell is None and tree.tests:
            exact = False
        mask = axis.values if cell is None else cell.true
        if axis.null and (index not in tests or cell is None or tests[index](None, {}) is True):
            mask |= axis.null
        masks.append(mask & axis.domain)
    return Box(number, tuple(masks), exact)
