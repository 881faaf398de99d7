"""Files of orders to import: the invoices of a real day, and then the same ones again under new numbers."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

Row = dict[str, str]


class EndlessDay:
    """Writes one file after the other into `folder`, each of `each` invoices; `invoices` counts them all."""

    def __init__(self, source: Path, folder: Path, *, each: int, most_lines: int) -> None:
        with source.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        parts = [list(lines) for _, lines in groupby(rows, key=lambda row: row["InvoiceNo"])]
        self._parts = [part for part in parts if len(part) <= most_lines]
        self._folder = folder
        self._each = each
        self.invoices = 0

    def next_file(self) -> Path:
        """A file whose invoices were in none before."""
        target = self._folder / f"day-{self.invoices}.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(self._parts[0][0]))
            writer.writeheader()
            for number in range(self.invoices, self.invoices + self._each):
                writer.writerows(self._invoice(number))
        self.invoices += self._each
        return target

    def _invoice(self, number: int) -> list[Row]:
        again, place = divmod(number, len(self._parts))
        suffix = f"-{again}" if again else ""
        return [{**row, "InvoiceNo": row["InvoiceNo"] + suffix} for row in self._parts[place]]
