"""Business time: working days of a country with its make-up days, an editable table of exceptions, and office hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

Span = tuple[time, time]
_FAR = 3660  # days; a calendar without any working day must not loop for ever


class NoWorkingDay(Exception):
    """The calendar has no working hour in the next ten years: check the exceptions table."""


@lru_cache(maxsize=8)
def _country(code: str) -> holidays.HolidayBase:
    return holidays.country_holidays(code)


def knows(country: str) -> bool:
    """True when there is a calendar of the country with this ISO code."""
    return country in holidays.registry.EntityLoader.get_country_codes()  # the calendar itself takes 50 ms to load


def parse_hours(text: str) -> tuple[Span, ...]:
    """ "09:00-12:00,13:30-18:00" → spans in order. Raises ValueError when one is empty or they overlap."""
    spans: list[Span] = []
    for part in text.split(","):
        start, end = (time.fromisoformat(edge.strip()) for edge in part.split("-"))
        if end <= start or (spans and start < spans[-1][1]):
            raise ValueError(f"business hours out of order: {text}")
        spans.append((start, end))
    return tuple(spans)


class BusinessCalendar:
    """Answers in UTC. `exceptions` maps a date to True (works) or False (closed) and beats the country's calendar."""

    def __init__(
        self,
        hours: str,
        zone: ZoneInfo,
        *,
        country: str = "CN",
        exceptions: Mapping[date, bool] | None = None,
    ) -> None:
        self._spans = parse_hours(hours)
        self._zone = zone
        self._country = _country(country)
        self._exceptions = dict(exceptions or {})
        self._days: dict[date, tuple[tuple[datetime, datetime], ...]] = {}

    def works(self, day: date) -> bool:
        """True on a working day, make-up Saturdays and Sundays included."""
        if day in self._exceptions:
            return self._exceptions[day]
        return bool(self._country.is_working_day(day))

    def add(self, start: datetime, minutes: int) -> datetime:
        """The moment when `minutes` of business time have passed since start; 0 gives the next working moment."""
        left = timedelta(minutes=minutes)
        for begin, end in self._open_spans(start):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise NoWorkingDay

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole business minutes; negative when end lies before start."""
        if end < start:
            return -self.minutes_between(end, start)
        total = timedelta()
        for begin, close in self._open_spans(start):
            if begin >= end:
                break
            total += min(close, end) - begin
        return int(total / timedelta(minutes=1))

    def _open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = start.astimezone(self._zone).date()
        for offset in range(_FAR):
            for begin, end in self._spans_of(first + timedelta(days=offset)):
                if end > start:
                    yield max(begin, start.astimezone(UTC)), end

    def _spans_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Remembered: every due time asks for the same few days."""
        known = self._days.get(day)
        if known is None:
            known = tuple(
                (
                    datetime.combine(day, opens, self._zone).astimezone(UTC),
                    datetime.combine(day, closes, self._zone).astimezone(UTC),
                )
                for opens, closes in (self._spans if self.works(day) else ())
            )
            if len(self._days) < _FAR:
                self._days[day] = known
        return known
