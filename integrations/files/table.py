"""A file of rows below a header, whatever its format: what the rest of this package reads.

Told apart by the first bytes, never by the name. May be read twice; both times the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from integrations.files.cells import readable
from integrations.files.csv_rows import CsvRows
from integrations.files.errors import FileEmpty, HeaderMissing, WorkbookUnreadable
from integrations.files.xlsx_rows import XlsxRows

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
MAX_COLUMNS = 500


class Table:
    """`header` holds the cells of the first row that has any; `fingerprint` is the SHA-256 of the file."""

    def __init__(self, path: Path, *, delimiter: str | None = None) -> None:
        self.fingerprint = _fingerprint(path)
        self._source = _open(path, delimiter)
        self.header, self._header_row = self._find_header()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number as a spreadsheet shows it, cells) below the header, without empty rows."""
        for number, cells in self._source.rows():
            if number > self._header_row and any(cells):
                yield number, cells

    def positions(self) -> dict[str, list[int]]:
        """Header text, in lower case without blanks around, → positions of the columns with it."""
        found: dict[str, list[int]] = {}
        for position, name in enumerate(self.header):
            if folded := fold(name):
                found.setdefault(folded, []).append(position)
        return found

    def _find_header(self) -> tuple[list[str], int]:
        for number, cells in self._source.rows():
            if any(cell.strip() for cell in cells):
                if len(cells) > MAX_COLUMNS:
                    raise HeaderMissing(missing="-", found=f"{len(cells)} columns")
                return [readable(cell) for cell in cells], number
        raise FileEmpty


def fold(name: str) -> str:
    """How header texts compare: blanks around and case do not matter."""
    return name.strip().casefold()


def _open(path: Path, delimiter: str | None) -> CsvRows | XlsxRows:
    with path.open("rb") as file:
        head = file.read(4)
    if head == _ZIP:
        return XlsxRows(path)
    if head == _OLD_WORKBOOK:
        raise WorkbookUnreadable(reason="it is an old .xls or .et file, or has a password")
    return CsvRows(path, delimiter=delimiter)


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
