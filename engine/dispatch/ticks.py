"""The clock work of the engine: what is due is in tables, a tick only looks. Running a tick twice does no harm.

APScheduler is the clock. In a cluster every node ticks; the work is guarded by the rows themselves, so each reminder,
timer and message happens once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from engine import messages, reminders, signals, starts, timers
from engine.dispatch import lost_jobs
from kit.db import Database

logger = logging.getLogger(__name__)

RECOVER_EVERY = timedelta(seconds=5)
Work = Callable[[Database], object]

ENGINE: tuple[tuple[str, Work], ...] = (
    ("timers", timers.fire_due),
    ("start timers", starts.fire_due),
    ("messages", messages.relay),
    ("signals", signals.relay),
    ("reminders", reminders.send_due),
)


@dataclass(frozen=True)
class Tick:
    """A piece of clock work and how often it looks."""

    name: str
    work: Work
    every: timedelta


class Ticker:
    """Runs ticks in the background until stopped; one that fails is logged and comes again."""

    def __init__(self, database: Database, ticks: list[Tick]) -> None:
        self._database = database
        self._scheduler = BackgroundScheduler(timezone="UTC")
        for tick in ticks:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(tick,),
                seconds=tick.every.total_seconds(),
                id=tick.name,
                name=tick.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Waits for the tick that is running."""
        self._scheduler.shutdown(wait=True)

    def _run(self, tick: Tick) -> None:
        try:
            tick.work(self._database)
        except Exception:
            logger.exception("tick failed", extra={"action": "tick_failed", "tick": tick.name})


def engine_ticks(every: timedelta) -> list[Tick]:
    return [Tick(name, work, every) for name, work in ENGINE]


def cluster_ticks() -> list[Tick]:
    """On PostgreSQL only."""
    return [Tick("lost jobs", lost_jobs.recover, RECOVER_EVERY)]
