"""From one kind of value to another."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.feel import budget, numbers, temporal, values
from engine.feel.builtins.numeric import whole
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.calendar import NANOS
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

_OFFSET = re.compile(r"[Zz+-]")


@built_in("string(from: any)")
def string(value: Any) -> str | None:
    return None if value is None else budget.bounded_text(values.text(value))


@built_in("number(from: string, grouping separator: string??, decimal separator: string??)", "number(from: number)")
def number(text: str | Decimal, grouping: str | None = None, decimal: str | None = None) -> Decimal:
    """Separators: a space, a comma or a dot, not both the same."""
    if isinstance(text, Decimal):
        return text
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        raise Bad
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        if "." in plain:
            raise Bad
        plain = plain.replace(",", ".")
    value = numbers.parse(plain) if _NUMBER.fullmatch(plain) else None
    if value is None:
        raise Bad
    return value


def _found(value: Any) -> Any:
    if value is None:
        raise Bad
    return value


@built_in("date(from: any)")
def date(value: Any) -> Date:
    if type(value) is str:
        value = temporal.parse_date(value)
    if type(value) is DateTime:
        return value.date
    if type(value) is not Date:
        raise Bad
    return value


@built_in("date(year: number, month: number, day: number)")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Any:
    return _found(temporal.make_date(whole(year), whole(month), whole(day)))


@built_in("time(from: any)")
def time(value: Any) -> Time:
    """A date starts at midnight UTC."""
    if type(value) is str:
        value = temporal.parse_time(value)
    if type(value) is DateTime:
        return value.time
    if type(value) is Date:
        return temporal.utc_midnight(value).time
    if type(value) is not Time:
        raise Bad
    return value


@built_in("time(hour: number, minute: number, second: number, offset: duration??)")
def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> Any:
    """Seconds may have a fraction of nine digits."""
    if offset is not None and type(offset) is not DaysDuration:
        raise Bad
    seconds = int(second)
    nanos = int((second - seconds) * NANOS)
    shift = None if offset is None else offset.nanos // NANOS
    return _found(temporal.make_time(whole(hour), whole(minute), seconds, nanos, shift))


@built_in("date and time(from: any)")
def date_and_time(value: Any) -> DateTime:
    """A text with a date alone is midnight without an offset."""
    if type(value) is str:
        day = temporal.parse_date(value)
        value = DateTime(day, Time(0)) if day else temporal.parse_date_time(value)
    if type(value) is Date:
        return temporal.utc_midnight(value)
    if type(value) is not DateTime:
        raise Bad
    return value


@built_in("date and time(date: date, time: time)")
def date_and_time_of(day: Date | DateTime, clock: Time | DateTime) -> DateTime:
    date_ = day.date if isinstance(day, DateTime) else day
    return DateTime(date_, clock.time if isinstance(clock, DateTime) else clock)


@built_in("date and time(date: date, timezone: string)")
def date_and_time_in(moment: Date | DateTime, timezone: str) -> Any:
    """The same instant in another zone; a time without offset or zone is taken to be of that zone."""
    if isinstance(moment, Date):
        raise Bad
    like = _found(temporal.parse_time(f"00:00:00{timezone if _OFFSET.match(timezone) else '@' + timezone}"))
    if not moment.time.aware:
        return DateTime(moment.date, Time(moment.time.nanos, like.offset, like.zone))
    return _found(temporal.at_instant(moment.instant(), like))


@built_in("duration(from: any)")
def duration(value: Any) -> Any:
    if type(value) is str:
        value = temporal.parse_duration(value)
    if type(value) not in (DaysDuration, MonthsDuration):
        raise Bad
    return value


@built_in("cycle(repetitions: number, interval: duration)", "cycle(interval: duration)")
def cycle(repetitions: Decimal | DaysDuration | MonthsDuration, interval: Any = None) -> str:
    """The text of a timer that repeats: R3/PT1H; without a number it never ends. An addition of Camunda's engine."""
    if isinstance(repetitions, Decimal):
        return f"R{whole(repetitions)}/{values.text(interval)}"
    return f"R/{values.text(repetitions)}"


@built_in("years and months duration(from: date, to: date)")
def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    """Whole months from one day to another."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)
