"""The proleptic Gregorian calendar for years of nine digits, and time zones for all of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NANOS = 1_000_000_000
DAY_SECONDS = 86_400
DAY_NANOS = DAY_SECONDS * NANOS
MAX_YEAR = 999_999_999
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CYCLE = 400
"""Years after which dates and weekdays repeat."""


def is_leap(year: int) -> bool:
    """Whether February has 29 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days of the month."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def to_ordinal(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01."""
    year -= month <= 2
    era, of_era = divmod(year, _CYCLE)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def from_ordinal(days: int) -> tuple[int, int, int]:
    """Year, month and day of the day that is `days` after 1970-01-01."""
    era, of_era_days = divmod(days + 719_468, 146_097)
    of_era = (of_era_days - of_era_days // 1460 + of_era_days // 36_524 - of_era_days // 146_096) // 365
    of_year = of_era_days - (365 * of_era + of_era // 4 - of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return era * _CYCLE + of_era + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """Months later or earlier; the day is clamped to the length of the month."""
    total = year * 12 + month - 1 + months
    year, month = total // 12, total % 12 + 1
    return year, month, min(day, month_length(year, month))


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """A zone by its IANA name; None for anything that is no such name (a path never reaches the file system)."""
    if not _ZONE_NAME.fullmatch(name) or len(name) > 60:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset_of_local(name: str, seconds: int) -> int:
    """Offset east of UTC, in seconds, of a zone at a wall-clock time given as seconds since 1970-01-01."""
    return _offset(_near(seconds).replace(tzinfo=zone(name)))


def offset_of_instant(name: str, seconds: int) -> int:
    """Offset east of UTC, in seconds, of a zone at an instant given as seconds since 1970-01-01T00:00Z."""
    return _offset(_near(seconds).replace(tzinfo=UTC).astimezone(zone(name)))


def _near(seconds: int) -> datetime:
    """The time, moved by whole cycles into years that datetime knows."""
    days, rest = divmod(seconds, DAY_SECONDS)
    year, month, day = from_ordinal(days)
    if not 2 <= year <= 9998:
        year = 2000 + year % _CYCLE
    return datetime(year, month, day) + timedelta(seconds=rest)  # noqa: DTZ001 - a wall clock has no zone


def _offset(moment: datetime) -> int:
    return int((moment.utcoffset() or timedelta()).total_seconds())
