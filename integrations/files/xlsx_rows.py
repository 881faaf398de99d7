"""Rows of the first sheet of an XLSX workbook.

A workbook is a zip of XML: before the reader sees it, every part is unpacked once, counted, and searched
for a DOCTYPE and for cells so far out that the reader would run out of memory. Numbers become text as they
were typed; a number with more digits than a spreadsheet can keep becomes scientific notation, so that a
code column refuses it instead of rounding it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from integrations.files.errors import DtdForbidden, WorkbookTooLarge, WorkbookUnreadable

MAX_UNPACKED_MB = 256
MAX_PARTS = 2_000
MAX_CELLS = 12_000_000  # rows x columns up to the outermost cell
MAX_COLUMNS = 500
CHUNK_BYTES = 262_144
OVERLAP_BYTES = 64
EXACT_BELOW = 10**15  # a spreadsheet keeps 15 digits

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")

Cell = int | float | str | bool | time | date | datetime | timedelta


class XlsxRows:
    """A checked workbook; its cells are held in memory, bounded by MAX_UNPACKED_MB."""

    def __init__(self, path: Path) -> None:
        _check_parts(path)
        try:
            book = python_calamine.CalamineWorkbook.from_path(str(path))
            self._sheet = book.get_sheet_by_index(0)
        except (python_calamine.CalamineError, IndexError, OSError) as failure:
            raise WorkbookUnreadable(reason=str(failure) or "no sheet") from None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number as the spreadsheet shows it, cells as text)."""
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            yield number, [_text(cell) for cell in cells]


def _check_parts(path: Path) -> None:
    """Raises WorkbookUnreadable, WorkbookTooLarge or DtdForbidden. The sizes in the zip are not believed."""
    budget = MAX_UNPACKED_MB * 1024 * 1024
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise WorkbookUnreadable(reason=f"more than {MAX_PARTS} parts")
            for part in parts:
                if part.flag_bits & 1:
                    raise WorkbookUnreadable(reason="it has a password")
                budget -= _check_part(archive, part, budget)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as failure:
        raise WorkbookUnreadable(reason=str(failure)) from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: int) -> int:
    """Unpack one part without keeping it and return its size in bytes."""
    size, rows, columns = 0, 1, 1
    is_sheet = part.filename.startswith("xl/worksheets/")
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            window = tail + chunk
            if size > budget:
                raise WorkbookTooLarge(limit=MAX_UNPACKED_MB)
            if b"<!doctype" in window.replace(b"\0", b"").lower():
                raise DtdForbidden(part=part.filename)
            for letters, digits in _PLACE.findall(window) if is_sheet else ():
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
            if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
                raise WorkbookUnreadable(reason=f"it reaches to row {rows}, column {columns}")
            tail = chunk[-OVERLAP_BYTES:]
    return size


def _column(letters: bytes) -> int:
    """A → 1, AA → 27; no letters (a row element) → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return max(number, 1)


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return _number_text(cell)
        case datetime():
            return cell.isoformat(sep=" ")
    return str(cell)


def _number_text(value: int | float) -> str:
    if abs(value) >= EXACT_BELOW:
        return f"{value:.14E}"
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return repr(value)
