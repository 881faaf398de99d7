"""Cron texts with six fields (second minute hour day month weekday), as timer cycles of Camunda 8 write them.

Numbers, names (JAN, MON), lists, ranges, steps, `*`, `?`, `L` for the last day of a month, and @hourly to @yearly.
A day must match both its fields. Times are those of the wall clock in the host's zone.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

_MACROS = {
    "@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *",
}  # fmt: skip
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_NAMES = {4: {name: number for number, name in enumerate(_MONTHS, 1)}, 5: {name: n for n, name in enumerate(_DAYS)}}
_RANGES = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_HORIZON = 366 * 8 + 1  # days; 29 February comes back within eight years


@dataclass(frozen=True)
class Cron:
    """When it fires: sorted seconds, minutes and hours, and the days that fit. `last`: the last day of the month."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    last: bool

    def after(self, now: datetime, zone: tzinfo) -> datetime | None:
        """The first moment after `now`, aware UTC; None when no such day comes within eight years. What comes every
        hour also comes in the hour that the clock shows twice."""
        if len(self.hours) == 24:
            here = timezone(now.astimezone(zone).utcoffset() or timedelta())
            soon = self._after(now, here)
            if soon is not None and soon - now <= timedelta(hours=2) and self._meets(soon.astimezone(zone)):
                return soon
        return self._after(now, zone)

    def _after(self, now: datetime, zone: tzinfo) -> datetime | None:
        local = now.astimezone(zone)
        for ahead in range(_HORIZON):
            day = local.date() + timedelta(days=ahead)
            if not self._fits(day):
                continue
            for moment in self._times(local.time() if not ahead else time.min):
                found = datetime.combine(day, moment, zone).astimezone(UTC)
                if found > now:
                    return found
        return None

    def _meets(self, local: datetime) -> bool:
        return self._fits(local.date()) and local.minute in self.minutes and local.second in self.seconds

    def _fits(self, day: date) -> bool:
        if day.month not in self.months or day.isoweekday() % 7 not in self.weekdays:
            return False
        return day.day in self.days or (self.last and day.day == monthrange(day.year, day.month)[1])

    def _times(self, begin: time) -> Iterator[time]:
        for hour in self.hours:
            if hour < begin.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) < (begin.hour, begin.minute):
                    continue
                yield from (time(hour, minute, second) for second in self.seconds)


def is_cron(text: str) -> bool:
    return text.startswith("@") or len(text.split()) == 6


def parse(text: str) -> Cron:
    """Raises ValueError."""
    fields = _MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) != 6:
        raise ValueError(f"not six fields: {text!r}")
    last = "L" in fields[3].split(",")
    values = [_field(index, field) for index, field in enumerate(fields)]
    return Cron(
        seconds=tuple(sorted(values[0])),
        minutes=tuple(sorted(values[1])),
        hours=tuple(sorted(values[2])),
        days=frozenset(values[3]),
        months=frozenset(values[4]),
        weekdays=frozenset(day % 7 for day in values[5]),
        last=last,
    )


def _field(index: int, text: str) -> set[int]:
    return {value for part in text.split(",") for value in _part(index, part)}


def _part(index: int, text: str) -> range:
    low, high = _RANGES[index]
    if index == 3 and text == "L":
        return range(0)
    span, slash, step = text.partition("/")
    begin, dash, end = span.partition("-")
    if span in ("*", "?"):
        first, last = low, high
    else:
        first = _number(index, begin)
        last = _number(index, end) if dash else high if slash else first
    every = _whole(step) if slash else 1
    if not low <= first <= last <= high or every < 1:
        raise ValueError(f"out of range: {text!r}")
    return range(first, last + 1, every)


def _number(index: int, text: str) -> int:
    named = _NAMES.get(index, {}).get(text)
    return _whole(text) if named is None else named


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"not a number: {text!r}")
    return int(text)
