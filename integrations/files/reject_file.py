"""The rejected rows as a CSV that can be corrected and imported again.

The columns of the file as they were, then the row's number and its reasons in Chinese and English. UTF-8
with a mark, so that spreadsheet programs read Chinese; no cell can be run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from integrations.files import formula_guard
from integrations.files.drafts import RejectedRow

MARK = "\ufeff"
REASON_COLUMNS = ("错误行 row", "错误列 column", "错误代码 code", "原因", "reason")


def lines(header: Sequence[str], rows: Iterable[RejectedRow]) -> Iterator[str]:
    """The file line by line, the mark in the first; several reasons of a row are joined by semicolons."""
    yield MARK + _line([*header, *REASON_COLUMNS])
    for row in rows:
        padded = [*row.cells, *[""] * (len(header) - len(row.cells))][: len(header)]
        reasons = row.reasons
        yield _line(
            [
                *padded,
                str(row.number),
                "; ".join(reason.column for reason in reasons if reason.column),
                "; ".join(reason.code for reason in reasons),
                "；".join(reason.zh for reason in reasons),
                "; ".join(reason.en for reason in reasons),
            ]
        )


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([formula_guard.guard(cell) for cell in cells])
    return buffer.getvalue()
