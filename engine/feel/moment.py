"""What `now()` and `today()` mean: the moment that the caller sets, so that a whole advance has one time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from kit import clock

_moment: ContextVar[datetime | None] = ContextVar("feel_moment", default=None)
_system = clock.SystemClock()


@contextmanager
def at(now: datetime) -> Iterator[None]:
    """Evaluations inside see this aware time, in its zone: `today()` is the day in that zone."""
    token = _moment.set(now)
    try:
        yield
    finally:
        _moment.reset(token)


def current() -> datetime:
    """The time set by `at`, else the system's in UTC."""
    return _moment.get() or _system.now()
