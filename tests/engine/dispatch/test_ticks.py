"""Clock work: a tick that fails comes again, one that is slow is not doubled, all of the product's ticks are there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from api import startup
from engine.dispatch.ticks import Tick, Ticker
from kit import audit, config, db, seal

OFTEN = timedelta(milliseconds=30)


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        threading.Event().wait(0.03)
    raise AssertionError("it did not happen in six seconds")


def test_a_tick_that_fails_comes_again_and_does_not_stop_the_others(database: db.Database) -> None:
    broken: list[int] = []
    whole: list[int] = []

    def fail(_: db.Database) -> None:
        broken.append(1)
        raise RuntimeError("not today")

    ticker = Ticker(database, [Tick("fails", fail, OFTEN), Tick("works", lambda _: whole.append(1), OFTEN)])
    ticker.start()
    wait_for(lambda: len(broken) > 2 and len(whole) > 2)
    ticker.stop()


def test_a_slow_tick_is_not_started_twice_and_stopping_waits_for_it(database: db.Database) -> None:
    inside: list[int] = []
    most: list[int] = []

    def slow(_: db.Database) -> None:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.2)
        inside.pop()

    ticker = Ticker(database, [Tick("slow", slow, OFTEN)])
    ticker.start()
    wait_for(lambda: len(most) > 2)
    ticker.stop()

    assert max(most) == 1 and inside == []


def test_the_product_looks_at_everything_that_comes_due(settings: config.Settings) -> None:
    names = [tick.name for tick in startup.clock_work(settings)]

    engine = ["timers", "start timers", "messages", "signals", "reminders"]
    expected = [*engine, "seal", "outbox", "retire", "expire", "expire signals", "forget keys"]
    assert [name for name in names if name != "lost jobs"] == expected
    assert ("lost jobs" in names) is settings.url.startswith("postgresql")


def test_sealed_blocks_are_anchored_outside_the_database(
    database: db.Database, settings: config.Settings, tmp_path: Path
) -> None:
    (tick,) = [tick for tick in startup.clock_work(settings) if tick.name == "seal"]
    database.write(lambda tx: audit.record(tx, 1, "thing.changed", subject="s"))
    database.write(lambda tx: None)

    tick.work(database)
    tick.work(database)

    def blocks(tx: db.Tx) -> list[Any]:
        return list(tx.session.query(audit.JournalBlock))

    (block,) = database.write(blocks)
    assert seal.Anchor(settings.data_dir).blocks() == {block.no: block.hash}
