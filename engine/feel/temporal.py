"""Dates, times, date-times and durations: nine-digit years, nanoseconds, offset or zone name.

Python's own types stop at year 9999 and at microseconds. Texts are accepted in the strict forms only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from engine.feel import calendar
from engine.feel.calendar import DAY_NANOS, DAY_SECONDS, NANOS

MAX_OFFSET = 18 * 3600
MAX_NANOS = 10**30
MAX_MONTHS = 12 * 10**10
_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9})\d*)?"
    r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@.+)?"
)
_DATE_FORM = re.compile(_DATE, re.ASCII)
_TIME_FORM = re.compile("T?" + _TIME, re.ASCII)
_DATE_TIME_FORM = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_DAYS_FORM = re.compile(
    r"(-?)P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{0,9})\d*)?S)?)?", re.ASCII
)
_MONTHS_FORM = re.compile(r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Date:
    """A day without a time."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        return calendar.to_ordinal(self.year, self.month, self.day)

    def equals(self, other: Date) -> bool:
        """FEEL `=`."""
        return self == other

    def sort_key(self, other: Date) -> int:
        """Order against another date."""
        return self.ordinal

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: nanoseconds since midnight; offset east in seconds, or a zone name, or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def aware(self) -> bool:
        """Whether an offset or a zone is known."""
        return self.offset is not None or self.zone is not None

    def utc_nanos(self) -> int:
        """Nanoseconds since midnight UTC; a zone counts with its offset of today's rules in winter."""
        return self.nanos - self.offset_seconds() * NANOS

    def offset_seconds(self) -> int:
        """Seconds east of UTC, 0 when unknown."""
        if self.offset is not None:
            return self.offset
        return calendar.offset_of_local(self.zone, self.nanos // NANOS) if self.zone else 0

    def equals(self, other: Time) -> bool:
        """FEEL `=`: whole seconds; with and without offset are never equal."""
        if self.aware != other.aware:
            return False
        return self.utc_nanos() // NANOS == other.utc_nanos() // NANOS

    def sort_key(self, other: Time) -> int | None:
        """Order against another time; None when only one of the two has an offset."""
        return self.utc_nanos() if self.aware == other.aware else None

    def __str__(self) -> str:
        seconds, fraction = divmod(self.nanos, NANOS)
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{_fraction_text(fraction)}"
        return text + _zone_text(self)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A wall-clock date and time, with the offset or zone that its time carries."""

    date: Date
    time: Time

    def local_nanos(self) -> int:
        """Wall-clock nanoseconds since 1970-01-01T00:00."""
        return self.date.ordinal * DAY_NANOS + self.time.nanos

    def offset_seconds(self) -> int:
        """Seconds east of UTC at this time, 0 when unknown."""
        if self.time.offset is not None or self.time.zone is None:
            return self.time.offset or 0
        return calendar.offset_of_local(self.time.zone, self.local_nanos() // NANOS)

    def instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; without an offset the wall clock counts as UTC."""
        return self.local_nanos() - self.offset_seconds() * NANOS

    def equals(self, other: DateTime) -> bool:
        """FEEL `=`: the same instant to the second; with and without offset are never equal."""
        if self.time.aware != other.time.aware:
            return False
        return self.instant() // NANOS == other.instant() // NANOS

    def sort_key(self, other: DateTime) -> int | None:
        """Order against another date and time; None when only one of the two has an offset."""
        return self.instant() if self.time.aware == other.time.aware else None

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A days and time duration in nanoseconds."""

    nanos: int

    def equals(self, other: DaysDuration) -> bool:
        """FEEL `=`."""
        return self.nanos == other.nanos

    def sort_key(self, other: DaysDuration) -> int:
        """Order against another duration."""
        return self.nanos

    def __str__(self) -> str:
        if not self.nanos:
            return "PT0S"
        seconds, fraction = divmod(abs(self.nanos), NANOS)
        days, rest = divmod(seconds, DAY_SECONDS)
        text = f"{days}D" if days else ""
        clock = "".join(f"{n}{unit}" for n, unit in ((rest // 3600, "H"), (rest // 60 % 60, "M")) if n)
        if rest % 60 or fraction:
            clock += f"{rest % 60}{_fraction_text(fraction)}S"
        return ("-" if self.nanos < 0 else "") + "P" + text + ("T" + clock if clock else "")


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A years and months duration in months."""

    months: int

    def equals(self, other: MonthsDuration) -> bool:
        """FEEL `=`."""
        return self.months == other.months

    def sort_key(self, other: MonthsDuration) -> int:
        """Order against another duration."""
        return self.months

    def __str__(self) -> str:
        if not self.months:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + text


TEMPORAL = frozenset((Date, Time, DateTime, DaysDuration, MonthsDuration))


def _fraction_text(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def _zone_text(time: Time) -> str:
    if time.zone is not None:
        return "@" + time.zone
    if time.offset is None:
        return ""
    if time.offset == 0:
        return "Z"
    size = abs(time.offset)
    seconds = f":{size % 60:02d}" if size % 60 else ""
    return f"{'-' if time.offset < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}{seconds}"


def make_date(year: int, month: int, day: int) -> Date | None:
    """A date, or None when there is no such day."""
    if abs(year) > calendar.MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.month_length(year, month):
        return None
    return Date(year, month, day)


def from_ordinal(days: int) -> Date | None:
    """The date `days` after 1970-01-01, or None when its year is out of range."""
    year, month, day = calendar.from_ordinal(days)
    return Date(year, month, day) if abs(year) <= calendar.MAX_YEAR else None


def make_time(hour: int, minute: int, second: int, nanos: int = 0, offset: int | None = None) -> Time | None:
    """A time, or None when a part is out of range; 24:00:00 is not accepted here."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nanos < NANOS):
        return None
    if offset is not None and abs(offset) > MAX_OFFSET:
        return None
    return Time((hour * 3600 + minute * 60 + second) * NANOS + nanos, offset)


def utc_midnight(date: Date) -> DateTime:
    """The start of a day in UTC: what a date means where a date and time is wanted."""
    return DateTime(date, Time(0, 0))


def at_instant(instant: int, like: Time) -> DateTime | None:
    """An instant in the zone or offset of another time; without either, as wall clock."""
    shift = calendar.offset_of_instant(like.zone, instant // NANOS) if like.zone is not None else like.offset or 0
    days, nanos = divmod(instant + shift * NANOS, DAY_NANOS)
    date = from_ordinal(days)
    return None if date is None else DateTime(date, Time(nanos, like.offset, like.zone))


def parse_date(text: str) -> Date | None:
    """`2026-01-31`, years of 4 to 9 digits, negative ones too."""
    match = _DATE_FORM.fullmatch(text)
    return _date(match) if match else None


def parse_time(text: str) -> Time | None:
    """`09:30:00.5`, with `Z`, `+08:00` or `@Asia/Shanghai` behind it."""
    match = _TIME_FORM.fullmatch(text)
    return _time(match) if match else None


def parse_date_time(text: str) -> DateTime | None:
    """A date, `T` and a time."""
    match = _DATE_TIME_FORM.fullmatch(text)
    if not match:
        return None
    date = _date(match)
    if date is None:
        return None
    if match["hour"] == "24" and match["minute"] == match["second"] == "00" and not match["fraction"]:
        following = from_ordinal(date.ordinal + 1)
        time = _time(match, hour=0)
        return DateTime(following, time) if following and time else None
    time = _time(match)
    return DateTime(date, time) if time else None


def _date(match: re.Match[str]) -> Date | None:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: re.Match[str], hour: int | None = None) -> Time | None:
    fraction = int((match["fraction"] or "0").ljust(9, "0"))
    hours = int(match["hour"]) if hour is None else hour
    time = make_time(hours, int(match["minute"]), int(match["second"]), fraction)
    place = match["zone"]
    if time is None or place is None:
        return time
    if place.startswith("@"):
        return Time(time.nanos, None, place[1:]) if calendar.zone(place[1:]) else None
    offset = parse_offset(place)
    return None if offset is None else Time(time.nanos, offset)


def parse_offset(text: str) -> int | None:
    """`Z`, `+08:00` or `-05:30:15` in seconds; None beyond 18 hours."""
    if text in ("Z", "z"):
        return 0
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        return None
    seconds = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    if seconds > MAX_OFFSET:
        return None
    return -seconds if text[0] == "-" else seconds


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1DT2H` or `P1Y2M`; never both kinds in one."""
    if len(text) > 100:
        return None
    match = _MONTHS_FORM.fullmatch(text)
    if match:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return months_duration(-months if match[1] else months)
    match = _DAYS_FORM.fullmatch(text)
    if not match:
        return None
    days, hours, minutes, seconds = (int(match[i] or 0) for i in range(2, 6))
    nanos = (days * DAY_SECONDS + hours * 3600 + minutes * 60 + seconds) * NANOS
    nanos += int((match[6] or "0").ljust(9, "0"))
    return days_duration(-nanos if match[1] else nanos)


def days_duration(nanos: int) -> DaysDuration | None:
    """A duration, or None beyond MAX_NANOS."""
    return DaysDuration(nanos) if abs(nanos) <= MAX_NANOS else None


def months_duration(months: int) -> MonthsDuration | None:
    """A duration, or None beyond MAX_MONTHS."""
    return MonthsDuration(months) if abs(months) <= MAX_MONTHS else None


def literal(text: str) -> Any:
    """What `@"text"` stands for, or None."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)
