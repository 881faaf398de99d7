"""When the timer of a start event is due: read from the diagram at deployment, moved on at each firing."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from engine.elements import schedule
from kit import clock

State = tuple[int, dict[str, Any] | None]
"""Due in µs, and what the cycle goes on from; None for a timer that fires once."""


def first(form: str, text: Any, now: datetime, zone: tzinfo) -> State:
    """`form` is timeDate, timeDuration or timeCycle. Raises BadTime."""
    if form == "timeDate":
        return clock.micros(schedule.parse_date(text, zone)), None
    if form == "timeDuration":
        return clock.micros(schedule.add_duration(now, text, zone)), None
    cycle = schedule.first_cycle(text, now, zone)
    return _due(cycle), cycle


def after(cycle: dict[str, Any] | None, now: datetime) -> State | None:
    """The firing after this one, in the future; None when that was the last."""
    following = None if cycle is None else schedule.next_cycle(cycle, now)
    return None if following is None else (_due(following), following)


def _due(cycle: dict[str, Any]) -> int:
    return clock.micros(datetime.fromisoformat(cycle["due"]))
