"""When a timer is due: ISO 8601 dates, durations and cycles, counted from the advance's `now`.

A time without zone is read in the host's zone (never the server's). A cycle is (due, every, left): `every` in
seconds, `left` firings still to come, -1 without end; overdue cycles collapse into one firing and keep their phase.
A cron text (engine.elements.cron) is a cycle without end that keeps its text and zone instead of `every`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from engine.elements import cron
from kit.errors import Failure, Kind

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+(?:[.,]\d+)?)W)?(?:(?P<days>\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)


class BadTime(Failure):
    """Not a date, duration or cycle of ISO 8601, or outside the calendar; the message repeats the text."""

    code = "timer.unreadable"
    kind = Kind.INVALID
    zh = "“{text}”{zh}"
    en = "“{text}” {en}"

    def __init__(self, text: Any, problem: tuple[str, str]) -> None:
        zh, en = problem
        super().__init__(text="null" if text is None else text, zh=zh, en=en)


NO_DATE = (
    "不是日期时间，应写成 2026-12-01T09:00 这样",
    "is not a date and time such as 2026-12-01T09:00",
)
NO_DURATION = ("不是时长，应写成 PT4H 或 P3D 这样", "is not a duration such as PT4H or P3D")
NO_CYCLE = ("不是周期，应写成 R/PT1H 或六段的 cron 这样", "is not a cycle such as R/PT1H or a cron text of six fields")
NO_LENGTH = ("这个周期的间隔是零，间隔应大于零", "is a cycle of no length; let some time pass in between")
OUTSIDE = (
    "超出了日历能表示的范围，应在 1 年到 9999 年之间",
    "is outside the calendar, which knows the years 1 to 9999",
)


def parse_date(text: str, zone: tzinfo) -> datetime:
    """Aware UTC; a bare date is its midnight. Raises BadTime."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadTime(text, NO_DATE) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if not 1 < moment.year < MAXYEAR:  # its last and first day are outside the calendar in some zone
        raise BadTime(text, OUTSIDE)
    return moment.astimezone(UTC)


def add_duration(start: datetime, text: str, zone: tzinfo) -> datetime:
    """`start` plus P1M, P2W, PT90M …; months and days are counted on the calendar of `zone`. Raises BadTime."""
    match = _DURATION.fullmatch(text.upper()) if isinstance(text, str) else None
    if match is None:
        raise BadTime(text, NO_DURATION)
    part = {name: float((number or "0").replace(",", ".")) for name, number in match.groupdict().items()}
    try:
        due = _after(start, part, zone)
    except (OverflowError, ValueError):
        raise BadTime(text, OUTSIDE) from None
    if due.year >= MAXYEAR:
        raise BadTime(text, OUTSIDE)
    return due


def _after(start: datetime, part: dict[str, float], zone: tzinfo) -> datetime:
    local = _add_months(start.astimezone(zone), int(part["years"]) * 12 + int(part["months"]))
    local += timedelta(weeks=part["weeks"], days=part["days"])
    clock_time = timedelta(hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])
    return local.astimezone(UTC) + clock_time


def _add_months(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return datetime.combine(date(year, month + 1, day), time.min, moment.tzinfo) + timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )


def first_cycle(text: str, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """R/PT1H, R3/PT10M, R5/2026-12-01T09:00/P1D, R/PT1H/2026-12-01 counted back, or cron. Raises BadTime."""
    if isinstance(text, str) and cron.is_cron(text):
        return _of_cron(text, now, zone)
    parts = text.split("/") if isinstance(text, str) else []
    if len(parts) not in (2, 3) or not re.fullmatch(r"[Rr]\d*", parts[0]):
        raise BadTime(text, NO_CYCLE)
    left = int(parts[0][1:]) if len(parts[0]) > 1 else -1
    if len(parts) == 2:
        due = add_duration(now, parts[1], zone)
        every = (due - now).total_seconds()
    elif parts[1][:1].upper() == "P":
        end = parse_date(parts[2], zone)
        every = (add_duration(end, parts[1], zone) - end).total_seconds()
        due = end - timedelta(seconds=every)
    else:
        due = parse_date(parts[1], zone)
        every = (add_duration(due, parts[2], zone) - due).total_seconds()
    if every <= 0:
        raise BadTime(text, NO_LENGTH)
    return {"due": due.isoformat(), "every": every, "left": left}


def _of_cron(text: str, now: datetime, zone: tzinfo) -> dict[str, Any]:
    try:
        due = cron.parse(text).after(now, zone)
    except ValueError:
        due = None
    if due is None:
        raise BadTime(text, NO_CYCLE)
    return {"due": due.isoformat(), "cron": text, "zone": str(zone), "left": -1}


def next_cycle(previous: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    """The firing after `previous`, in the future of `now`; None when that was the last that the calendar holds."""
    if "cron" in previous:
        return _of_cron(previous["cron"], now, ZoneInfo(previous["zone"]))
    if previous["left"] in (0, 1):
        return None
    due = datetime.fromisoformat(previous["due"])
    missed = max(1, int((now - due).total_seconds() // previous["every"]) + 1)
    try:
        due += timedelta(seconds=missed * previous["every"])
    except OverflowError:
        return None
    return {"due": due.isoformat(), "every": previous["every"], "left": max(previous["left"] - 1, -1)}
