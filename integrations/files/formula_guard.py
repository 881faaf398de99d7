"""Cells that a spreadsheet program would run as a formula, made harmless on the way out and restored on the way in.

The guard is an apostrophe in front. It is put before any cell that starts with apostrophes and then a
dangerous character, so that taking one away always gives the cell back.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def guard(cell: str) -> str:
    """The cell as it may be written into a CSV file."""
    return "'" + cell if _DANGEROUS.match(cell) else cell


def restore(cell: str) -> str:
    """The cell as it was before `guard`; a cell without guard stays as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell
