"""Parts of the calendar, and the clock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from engine.feel import calendar, members
from engine.feel.builtins.registry import built_in
from engine.feel.calendar import NANOS
from engine.feel.moment import current
from engine.feel.temporal import Date, DateTime, Time

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@built_in("day of year(date: date)")
def day_of_year(value: Date | DateTime) -> Decimal:
    day = _day(value)
    return Decimal(day.ordinal - calendar.to_ordinal(day.year, 1, 1) + 1)


@built_in("day of week(date: date)")
def day_of_week(value: Date | DateTime) -> str:
    return DAYS[members.weekday(_day(value)) - 1]


@built_in("month of year(date: date)")
def month_of_year(value: Date | DateTime) -> str:
    return MONTHS[_day(value).month - 1]


@built_in("week of year(date: date)")
def week_of_year(value: Date | DateTime) -> Decimal:
    """ISO 8601: the week that holds the Thursday."""
    day = _day(value)
    thursday = day.ordinal - members.weekday(day) + 4
    year = calendar.from_ordinal(thursday)[0]
    return Decimal((thursday - calendar.to_ordinal(year, 1, 1)) // 7 + 1)


@built_in("last day of month(date: date)")
def last_day_of_month(value: Date | DateTime) -> Date:
    day = _day(value)
    return Date(day.year, day.month, calendar.month_length(day.year, day.month))


@built_in("now()")
def now() -> DateTime:
    """The moment of the evaluation, with the offset of its zone."""
    moment = current()
    nanos = (moment.hour * 3600 + moment.minute * 60 + moment.second) * NANOS + moment.microsecond * 1000
    offset = int((moment.utcoffset() or timedelta()).total_seconds())
    return DateTime(Date(moment.year, moment.month, moment.day), Time(nanos, offset))


@built_in("today()")
def today() -> Date:
    """The day of the evaluation in its zone."""
    return now().date
