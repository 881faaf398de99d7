"""A file of orders to import: the real day, or a part of it, made longer by its invoices under new numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

Row = dict[str, str]


def write(source: Path, target: Path, *, invoices: int, most_lines: int) -> int:
    """Writes that many invoices of at most so many lines; returns how many distinct ones there are in all."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = list(_repeated(rows, invoices, most_lines))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(chosen)
    return len({row["InvoiceNo"] for row in chosen})


def _repeated(rows: list[Row], invoices: int, most_lines: int) -> Iterator[Row]:
    parts = [list(lines) for _, lines in groupby(rows, key=lambda row: row["InvoiceNo"])]
    small = [part for part in parts if len(part) <= most_lines]
    for number in range(invoices):
        again, place = divmod(number, len(small))
        for row in small[place]:
            yield {**row, "InvoiceNo": row["InvoiceNo"] + (f"-{again}" if again else "")}
