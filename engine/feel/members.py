"""`value.member`: context entries, and the properties of times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.calendar import DAY_SECONDS, NANOS
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import Range


def member(value: Any, name: str) -> Any:
    """The member, of each element for a list; null when there is none."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        return [member(item, name) for item in value]
    properties = _PROPERTIES.get(kind)
    if properties is None:
        return None
    read = properties.get(name)
    return None if read is None else read(value)


def weekday(value: Date) -> int:
    """1 is Monday, 7 is Sunday."""
    return (value.ordinal + 3) % 7 + 1


def _offset(value: Time | DateTime) -> DaysDuration | None:
    aware = value.time.aware if isinstance(value, DateTime) else value.aware
    return DaysDuration(value.offset_seconds() * NANOS) if aware else None


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(weekday(v)),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda v: Decimal(v.nanos // NANOS // 3600),
    "minute": lambda v: Decimal(v.nanos // NANOS // 60 % 60),
    "second": lambda v: Decimal(v.nanos // NANOS % 60),
    "timezone": lambda v: v.zone,
    "time offset": _offset,
}


def _of(part: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: read(getattr(value, part))


_DATE_TIME = {
    **{name: _of("date", read) for name, read in _DATE.items()},
    **{name: _of("time", read) for name, read in _TIME.items()},
    "time offset": _offset,
}


def _days(unit: int, limit: int) -> Callable[[Any], Any]:
    def read(value: DaysDuration) -> Decimal:
        seconds = abs(value.nanos) // NANOS
        part = seconds // unit % limit if limit else seconds // unit
        return Decimal(-part if value.nanos < 0 else part)

    return read


def _months(value: MonthsDuration, years: bool) -> Decimal:
    part = abs(value.months) // 12 if years else abs(value.months) % 12
    return Decimal(-part if value.months < 0 else part)


_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: _DATE_TIME,
    DaysDuration: {
        "days": _days(DAY_SECONDS, 0),
        "hours": _days(3600, 24),
        "minutes": _days(60, 60),
        "seconds": _days(1, 60),
    },
    MonthsDuration: {"years": lambda v: _months(v, True), "months": lambda v: _months(v, False)},
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_closed,
        "end included": lambda v: v.high_closed,
    },
}
