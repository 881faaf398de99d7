"""Does what is due, one thing after the other, until nothing moves: jobs, timers, messages, reminders, outbox, seal."""

from __future__ import annotations

from collections.abc import Callable

from engine import jobs
from kit import clock as kit_clock
from tests.crash.company import Company

TURNS = 100
TICKS = ("timers", "start timers", "messages", "signals", "reminders", "outbox")


class NeverQuiet(Exception):
    """Something moves for ever."""


def settle(company: Company) -> None:
    """Jobs that wait for their next try have the clock moved; nothing else does."""
    until(company, lambda: False)
    company.clock_work["seal"](company.database)


def until(company: Company, reached: Callable[[], bool]) -> None:
    """Stops early when `reached` says so, which is asked after every turn."""
    for _ in range(TURNS):
        if reached() or not turn(company):
            return
    raise NeverQuiet


def turn(company: Company) -> bool:
    """One job, or one round of every tick. False: nothing was left to do."""
    with company.database.read() as reader:
        waiting = jobs.open_jobs(reader)
    if waiting:
        task_id, due = waiting[0]
        company.clock.reach(kit_clock.from_micros(due))
        jobs.run(company.database, task_id)
        return True
    return any([company.clock_work[name](company.database) for name in TICKS])
