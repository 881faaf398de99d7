"""Rows that always fail keep nobody else waiting."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from engine import fair_walk, messages, runtime, timers
from kit import db

HEADS = 150


def break_(house: Any, instances: list[int]) -> None:
    """Their state is gone: each try to move them raises."""
    runtime.of(house.database).hot.clear()
    numbers = ", ".join(map(str, instances))
    house.write(
        lambda tx: tx.connection.exec_driver_sql(f"DELETE FROM instance_state WHERE instance_id IN ({numbers})")
    )


def test_a_timer_behind_150_that_fail_fires_within_two_ticks(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("PT1H")) + draw.flow("s>T>e"))
    break_(house, [house.start() for _ in range(HEADS)])
    whole = house.start()
    house.clock.advance(timedelta(hours=1))

    assert sum(timers.fire_due(house.database) for _ in range(2)) == 1
    assert house.status(whole) == "ended"


def test_a_message_behind_150_that_fail_is_delivered_within_two_ticks(house: Any, draw: Any) -> None:
    house.draw(draw.catch("M", draw.MESSAGE) + draw.flow("s>M>e"))
    broken = [house.start(no=f"k{number}") for number in range(HEADS)]
    whole = house.start(no="good")
    break_(house, broken)
    for key in (*(f"k{number}" for number in range(HEADS)), "good"):
        house.write(lambda tx, key=key: messages.publish(tx, "paid", key, {}, now=False))

    assert sum(messages.relay(house.database) for _ in range(2)) == 1
    assert house.status(whole) == "ended"


def numbers(count: int) -> fair_walk.Page[int]:
    def page(reader: db.Reader, after: int | None, limit: int) -> list[int]:
        return [number for number in range(count) if after is None or number > after][:limit]

    return page


def test_one_that_fails_rests_longer_each_time(house: Any) -> None:
    walk: fair_walk.FairWalk[int] = fair_walk.FairWalk("try")
    tried: list[int] = []

    def fail(number: int) -> bool:
        tried.append(number)
        raise ZeroDivisionError

    seconds = []
    for second in range(40):
        before = len(tried)
        walk.run(house.database, numbers(1), fail)
        seconds += [second] * (len(tried) - before)
        house.clock.advance(timedelta(seconds=1))

    assert seconds == [0, 1, 3, 7, 15, 31]


def test_one_that_works_again_starts_afresh(house: Any) -> None:
    walk: fair_walk.FairWalk[int] = fair_walk.FairWalk("try")
    plan = [ZeroDivisionError(), ZeroDivisionError(), None, ZeroDivisionError()]

    def work(number: int) -> bool:
        if step := plan.pop(0):
            raise step
        return True

    done = []
    for _ in range(5):
        done.append(walk.run(house.database, numbers(1), work) if plan else -1)
        house.clock.advance(timedelta(seconds=1))

    assert done == [0, 0, 0, 1, 0]


def test_a_tick_that_meets_its_limit_goes_on_from_there_and_begins_again_at_the_end(house: Any) -> None:
    walk: fair_walk.FairWalk[int] = fair_walk.FairWalk("count")
    seen: Counter[int] = Counter()
    many = fair_walk.PAGE * fair_walk.PAGES + 5

    def work(number: int) -> bool:
        seen[number] += 1
        return True

    ticks = [walk.run(house.database, numbers(many), work) for _ in range(3)]

    assert ticks == [many - 5, 5, many - 5]
    assert seen[0] == 2 and seen[many - 1] == 1
