"""Timers fire when they are due, once, also after a long stop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from engine import runtime, timers


def fire(house: Any, **step: float) -> int:
    house.clock.advance(timedelta(**step))
    return timers.fire_due(house.database)


def guarded(draw: Any, definition: str, *, interrupting: bool) -> str:
    body = draw.user("A") + draw.user("B") + draw.boundary("T", "A", definition, interrupting)
    return str(body + draw.flow("s>A>e; T>B>e"))


def test_a_duration_is_counted_from_the_arrival(house: Any, draw: Any) -> None:
    house.draw(draw.user("A") + draw.catch("T", draw.timer("PT1H")) + draw.flow("s>A>T>e"))
    instance = house.start()
    house.clock.advance(timedelta(hours=3))
    house.do(instance, "A")

    assert fire(house, minutes=59) == 0
    assert fire(house, minutes=1) == 1
    assert house.status(instance) == "ended"


def test_a_date_without_zone_is_the_companys(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("2026-11-25T12:00:00", "timeDate")) + draw.flow("s>T>e"))
    house.start()

    assert fire(house, hours=1, minutes=59) == 0  # 11:59 in Shanghai
    assert fire(house, minutes=1) == 1


def test_a_date_in_the_past_is_due_at_once(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("2020-01-01", "timeDate")) + draw.flow("s>T>e"))
    house.start()

    assert fire(house) == 1


def test_a_time_may_be_an_expression(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("=pause")) + draw.flow("s>T>e"))
    house.start(pause="PT10M")

    assert fire(house, minutes=9) == 0 and fire(house, minutes=1) == 1


def test_an_interrupting_boundary_takes_the_task_away(house: Any, draw: Any) -> None:
    house.draw(guarded(draw, draw.timer("PT1H"), interrupting=True))
    instance = house.start()

    fire(house, hours=1)

    assert house.live(instance) == ["B"]


def test_a_boundary_that_does_not_interrupt_leaves_it(house: Any, draw: Any) -> None:
    house.draw(guarded(draw, draw.timer("PT1H"), interrupting=False))
    instance = house.start()

    assert fire(house, hours=1) == 1 and fire(house, hours=5) == 0

    assert house.live(instance) == ["A", "B"]


def test_a_task_that_is_done_takes_its_timer_away(house: Any, draw: Any) -> None:
    house.draw(guarded(draw, draw.timer("PT1H"), interrupting=True))
    instance = house.start()
    house.do(instance, "A")

    assert fire(house, hours=2) == 0 and house.path(instance) == ["s", "A", "e"]


def test_a_cycle_fires_so_often_and_no_more(house: Any, draw: Any) -> None:
    house.draw(guarded(draw, draw.timer("R3/PT1H", "timeCycle"), interrupting=False))
    instance = house.start()

    assert [fire(house, hours=1) for _ in range(5)] == [1, 1, 1, 0, 0]
    assert house.live(instance) == ["A", "B", "B", "B"]


def test_an_hourly_cycle_fires_once_after_three_days_down_and_keeps_its_phase(house: Any, draw: Any) -> None:
    house.draw(guarded(draw, draw.timer("R/PT1H", "timeCycle"), interrupting=False))
    instance = house.start()

    assert fire(house, days=3, minutes=20) == 1
    assert fire(house) == 0
    assert house.live(instance) == ["A", "B", "T"]
    assert fire(house, minutes=39) == 0 and fire(house, minutes=1) == 1


def test_all_due_timers_fire_in_one_tick(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("=pause")) + draw.flow("s>T>e"))
    started = {minutes: house.start(pause=f"PT{minutes}M") for minutes in (30, 10, 20)}

    assert fire(house, hours=1) == 3
    assert {house.status(instance) for instance in started.values()} == {"ended"}


def test_a_timer_that_fails_does_not_keep_the_others(house: Any, draw: Any) -> None:
    house.draw(draw.catch("T", draw.timer("PT1H")) + draw.job("J", "test.local") + draw.flow("s>T>J>e"))
    broken, whole = house.start(), house.start()
    runtime.of(house.database).hot.clear()
    house.write(lambda tx: tx.connection.exec_driver_sql(f"DELETE FROM instance_state WHERE instance_id = {broken}"))

    assert fire(house, hours=1) == 1
    assert house.status(whole) == "ended"


def test_two_nodes_that_tick_at_once_fire_each_timer_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(guarded(draw, draw.timer("R/PT1H", "timeCycle"), interrupting=False))
    started = [one.start() for _ in range(6)]
    one.clock.advance(timedelta(hours=1))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: timers.fire_due(node.database), (one, two)))

    assert sum(counts) == 6
    assert [one.live(instance) for instance in started] == [["A", "B", "T"]] * 6
