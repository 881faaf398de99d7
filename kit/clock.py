"""Where the time comes from. Aware UTC everywhere; the database stores microseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """The only source of "now"; never goes through `datetime.now` elsewhere."""

    def now(self) -> datetime:
        """Aware UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands still until it is moved: for tests and for simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = aware(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """May go backwards, as real clocks do."""
        self._now = aware(moment)

    def advance(self, step: timedelta) -> datetime:
        self._now += step
        return self._now


def aware(moment: datetime) -> datetime:
    """UTC. Raises ValueError for a naive value: a time without zone is a guess."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"time without zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact (no float on the way)."""
    since = aware(moment) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(value: int) -> datetime:
    return _EPOCH + value * _MICROSECOND


def iso(moment: datetime) -> str:
    """As the API prints it: 2026-11-25T03:00:00.000Z, milliseconds."""
    return aware(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
