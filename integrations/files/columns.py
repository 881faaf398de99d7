"""Finds the columns of a mapping in a file's header and takes the cells of a row from there."""

from __future__ import annotations

from collections.abc import Callable

from integrations.files.errors import HeaderMissing, HeaderTwice
from integrations.files.mapping import Column, FieldName, Mapping
from integrations.files.table import Table, fold

Getter = Callable[[list[str]], str]


class Columns:
    """For one file and one mapping: the cell of each field, transformed, its default filled in."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        """Raises HeaderMissing, HeaderTwice."""
        positions = table.positions()
        self._all_headers = table.header
        self.width = len(table.header)
        self.headers: dict[FieldName, str] = {}
        self._getters: dict[FieldName, Getter] = {}
        missing: list[str] = []
        for field, column in mapping.columns.items():
            position = _find(column, positions)
            if position is not None:
                self.headers[field] = table.header[position].strip()
                self._getters[field] = _getter(position, column)
            elif column.may_be_absent:
                self.headers[field] = column.header[0]
                self._getters[field] = _constant(column.default or "")
            else:
                missing.append(column.header[0])
        if missing:
            raise HeaderMissing(missing=", ".join(missing), found=", ".join(table.header)[:500])

    def get(self, field: FieldName, cells: list[str]) -> str:
        """The field's text in this row; empty when the mapping does not name it."""
        getter = self._getters.get(field)
        return getter(cells) if getter else ""

    def has(self, field: FieldName) -> bool:
        """Whether the mapping names the field."""
        return field in self._getters

    def header_at(self, position: int) -> str:
        """The header above a cell; empty beyond the last one."""
        return self._all_headers[position].strip() if position < self.width else ""

    def header(self, field: FieldName) -> str:
        """The column's header as the file writes it, else the field's own name."""
        return self.headers.get(field, field)


def _find(column: Column, positions: dict[str, list[int]]) -> int | None:
    for name in column.header:
        found = positions.get(fold(name), [])
        if len(found) > 1:
            raise HeaderTwice(column=name)
        if found:
            return found[0]
    return None


def _getter(position: int, column: Column) -> Getter:
    strip = "strip" in column.transform
    upper = "upper" in column.transform
    drop_point_zero = "drop_point_zero" in column.transform
    default = column.default or ""

    def get(cells: list[str]) -> str:
        text = cells[position] if position < len(cells) else ""
        if strip:
            text = text.strip()
        if drop_point_zero and text.endswith(".0") and text[:-2].isdigit():
            text = text[:-2]
        if upper:
            text = text.upper()
        return text or default

    return get


def _constant(text: str) -> Getter:
    return lambda _: text
