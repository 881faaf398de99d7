"""From the text of a cell to a value: strict, bounded, exact. Nothing is guessed, nothing rounded.

Each function raises one of `errors.CellFailure` with the column's header as `at`. Digits are ASCII digits
and numbers have a bounded length, so no input can cost time.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from integrations.files.errors import (
    ChoiceUnknown,
    CodeDamaged,
    CodeTooLong,
    MomentUnreadable,
    NumberUnreadable,
    PriceNotPositive,
    PriceTooExact,
    QuantityNotPositive,
)

MAX_CODE_CHARACTERS = 64
MAX_TEXT_CHARACTERS = 500
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+", re.ASCII)
_TWO_DECIMALS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?", re.ASCII)
_PATTERNS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # tabs and line breaks may stand in a cell
UNREADABLE = "\ufffd"
YES = frozenset({"1", "y", "yes", "true", "是", "加急"})
NO = frozenset({"", "0", "n", "no", "false", "否"})


def damaged(text: str) -> bool:
    """Whether it holds control characters: nobody typed them, PostgreSQL refuses NUL, XML refuses them all."""
    return _CONTROL.search(text) is not None


def readable(text: str) -> str:
    """The text with a visible sign for each control character."""
    return _CONTROL.sub(UNREADABLE, text)


def code(text: str, at: str) -> str:
    """A code, byte for byte; scientific notation is refused as damaged."""
    if len(text) > MAX_CODE_CHARACTERS:
        raise CodeTooLong(at=at, value=text[:20], limit=MAX_CODE_CHARACTERS)
    if _SCIENTIFIC.fullmatch(text) and ("." in text or "+" in text):
        raise CodeDamaged(at=at, value=text)
    return text


def plain(text: str, at: str) -> str:
    """Free text of bounded length."""
    if len(text) > MAX_TEXT_CHARACTERS:
        raise CodeTooLong(at=at, value=text[:20], limit=MAX_TEXT_CHARACTERS)
    return text


def number(text: str, at: str) -> Decimal:
    """Any plain decimal number, negative too."""
    if not _NUMBER.fullmatch(text):
        raise NumberUnreadable(at=at, value=text[:40])
    return Decimal(text)


def quantity(text: str, at: str) -> Decimal:
    """Greater than 0; how many decimals are allowed is the product's question."""
    value = number(text, at)
    if value <= 0:
        raise QuantityNotPositive(at=at, value=text)
    return value


def price(text: str, at: str) -> Decimal:
    """Yuan, greater than 0, at most two decimals (1.790 has two)."""
    value = number(text, at)
    if value <= 0:
        raise PriceNotPositive(at=at, value=text)
    if not _TWO_DECIMALS.fullmatch(text) and value != round(value, 2):
        raise PriceTooExact(at=at, value=text)
    return value


def moment(text: str, at: str, zone: ZoneInfo) -> datetime:
    """Aware; a time without zone is local time of `zone`. A time that the clock skipped is refused."""
    value = _naive(text)
    if value is None:
        raise MomentUnreadable(at=at, value=text[:40])
    if value.tzinfo is not None:
        return value
    local = value.replace(tzinfo=zone)
    if local.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != value:
        raise MomentUnreadable(at=at, value=text[:40])
    return local


def yes_or_no(text: str, at: str) -> bool:
    """是/否, yes/no, 1/0; empty is no."""
    folded = text.strip().casefold()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise ChoiceUnknown(at=at, value=text[:40], choices="是 / 否")


def _naive(text: str) -> datetime | None:
    if len(text) > 40 or not text.isprintable():
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for pattern in _PATTERNS:
        with suppress(ValueError):
            return datetime.strptime(text, pattern)  # noqa: DTZ007 the zone is added by the caller
    return None
