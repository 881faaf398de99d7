"""Rows of a CSV file, one at a time; memory does not grow with the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from integrations.files import encoding, formula_guard
from integrations.files.errors import CsvBroken

MAX_CELL_CHARACTERS = 32_767  # what a spreadsheet cell can hold
DELIMITERS = (",", "\t", ";", "|")


class CsvRows:
    """A CSV file whose encoding and delimiter are known; may be read any number of times."""

    def __init__(self, path: Path, *, delimiter: str | None = None) -> None:
        self._path = path
        self.encoding = encoding.detect(path)
        self.delimiter = delimiter or self._find_delimiter()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number as a spreadsheet shows it, cells); raises CsvBroken."""
        csv.field_size_limit(MAX_CELL_CHARACTERS)
        number = 0
        with self._path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    yield number, [formula_guard.restore(c) if c[:1] == "'" else c for c in cells]
            except csv.Error as failure:
                raise CsvBroken(row=number + 1, reason=str(failure)) from None

    def _find_delimiter(self) -> str:
        """The candidate that cuts the first line into most pieces; a comma when none does."""
        with self._path.open(encoding=self.encoding, newline="") as file:
            first = next((line for line in iter(lambda: file.readline(65_536), "") if line.strip()), "")
        outside_quotes = "".join(first.split('"')[0::2])
        return max(DELIMITERS, key=outside_quotes.count)
