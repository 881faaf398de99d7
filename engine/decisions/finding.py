"""What a deploy reports about a model: severity, place, a sentence and a remedy in zh and en."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kit.errors import Language

Pair = tuple[str, str]
"""A text in zh and in en."""


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"  # cannot run, or certainly not as meant: the deploy is refused
    WARNING = "warning"  # runs, but probably not as meant
    INFO = "info"  # what could not be checked


@dataclass(frozen=True)
class Finding:
    """One finding. `line` is the line in the file, `row` the rule of the table (both from 1; row 0: none).

    `element` is the id of the cell, rule, table or node; `decision` that of the node it belongs to; `rows` all rules
    that it speaks of.
    """

    severity: Severity
    code: str
    element: str
    line: int
    zh: str
    en: str
    row: int = 0
    remedy_zh: str = ""
    remedy_en: str = ""
    decision: str = ""
    rows: tuple[int, ...] = ()

    def text(self, language: Language = "zh") -> str:
        """The sentence with its remedy."""
        if language == "zh":
            return f"{self.zh}。{self.remedy_zh}。" if self.remedy_zh else f"{self.zh}。"
        return f"{self.en}. {self.remedy_en}." if self.remedy_en else f"{self.en}."
