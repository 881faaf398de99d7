"""What a deploy reports about a model: severity, place, and a sentence with the remedy in zh and en."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"  # cannot run: the deploy is refused
    WARNING = "warning"  # runs, but probably not as meant


@dataclass(frozen=True)
class Finding:
    """One finding. `line` is the line in the file, `row` the rule of the table (both from 1; row 0: none)."""

    severity: Severity
    code: str
    element: str
    line: int
    zh: str
    en: str
    row: int = 0
