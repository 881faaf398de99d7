"""The root of every error a person may see: a stable code, a kind, and a sentence with the remedy in zh and en.

A kind is not an HTTP status; api/errors.py maps one to the other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Literal

Language = Literal["zh", "en"]


class Kind(StrEnum):
    """What sort of refusal it is."""

    NOT_FOUND = "not_found"  # nothing there, or not yours to see
    CONFLICT = "conflict"  # the state has moved on; look again
    FORBIDDEN = "forbidden"  # known who you are, may not do it
    INVALID = "invalid"  # the input cannot be used as it is
    UNAUTHENTICATED = "unauthenticated"  # log in first
    TOO_LARGE = "too_large"  # more bytes than allowed
    RATE_LIMITED = "rate_limited"  # try later
    GONE = "gone"  # was here, is closed for good


class Failure(Exception):
    """Subclass once per failure and fill `code`, `kind`, `zh`, `en`. `at` names the field (lines[0].sku) or place;
    `technical` is what another system or a program said, in no language: it stands after the sentence."""

    code: ClassVar[str]
    kind: ClassVar[Kind]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, *, at: str = "", technical: str = "", **params: Any) -> None:
        self.at = at
        self.technical = technical
        self.params = params
        super().__init__(at)

    def message(self, language: Language = "zh") -> str:
        return (self.zh if language == "zh" else self.en).format(**self.params)

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        said = f" ({self.technical})" if self.technical else ""
        return f"{place}{self.message('en')}{said} [{self.code}]"


class Rejected(Failure):
    """Several failures of one input, told at once."""

    code = "input.rejected"
    kind = Kind.INVALID
    zh = "有 {count} 处需要修改"
    en = "{count} places need a correction"

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(count=len(failures))
        self.failures = failures

    def __str__(self) -> str:
        return "; ".join(str(failure) for failure in self.failures)
