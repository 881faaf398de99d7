"""Timers on start events begin an instance when they are due: once in the cluster, newest version only, no burst."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine import definitions, errors, instances, starts
from engine.models import StartEvent


def timed(draw: Any, text: str, form: str = "timeCycle", user: str = "A", element: str = "T") -> str:
    start = draw.tag("startEvent", element, draw.timer(text, form))
    return str(start + draw.user(user) + draw.flow(f"{element}>{user}>e; s>e"))


def tick(house: Any, **step: float) -> int:
    house.clock.advance(timedelta(**step))
    return starts.fire_due(house.database)


def running(house: Any) -> list[int]:
    with house.database.read() as reader:
        return sorted(row.id for row in instances.page(reader).items)


def test_a_cycle_starts_an_instance_each_time(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "R2/PT1H"))

    assert [tick(house, minutes=30) for _ in range(6)] == [0, 1, 0, 1, 0, 0]

    first, second = running(house)
    assert house.live(first) == house.live(second) == ["A"]
    with house.database.read() as reader:
        keys = [instances.view(reader, one).business_key for one in (first, second)]
    assert keys == ["2026-11-25T03:00:00+00:00", "2026-11-25T04:00:00+00:00"]


def test_after_downtime_it_fires_once_and_keeps_its_phase(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "R/PT1H"))

    assert tick(house, days=3, minutes=20) == 1 and tick(house) == 0
    assert tick(house, minutes=39) == 0 and tick(house, minutes=1) == 1


def test_a_date_starts_once_also_when_it_is_past(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "2026-11-25T12:00:00", "timeDate"))  # Shanghai

    assert tick(house, hours=1, minutes=59) == 0
    assert tick(house, minutes=1) == 1 and tick(house, days=400) == 0


def test_a_duration_counts_from_the_deployment(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "PT10M", "timeDuration"))

    assert tick(house, minutes=9) == 0 and tick(house, minutes=1) == 1 and tick(house, hours=9) == 0


def test_a_time_may_be_an_expression_of_constants(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "=string(duration(&quot;PT10M&quot;))", "timeDuration"))

    assert tick(house, minutes=10) == 1


def test_a_new_version_takes_over_without_starting_the_timer_anew(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "R/PT1H", user="A"))
    house.clock.advance(timedelta(minutes=40))
    house.draw(timed(draw, "R/PT1H", user="B"))

    assert tick(house, minutes=20) == 1 and tick(house) == 0

    assert [house.live(one) for one in running(house)] == [["B"]]


def test_what_has_fired_for_good_does_not_fire_again_with_the_next_version(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "PT10M", "timeDuration", user="A"))
    assert tick(house, minutes=10) == 1

    house.draw(timed(draw, "PT10M", "timeDuration", user="B"))

    assert tick(house, days=1) == 0


def test_another_time_counts_from_its_own_deployment(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "R/PT1H"))
    house.clock.advance(timedelta(minutes=50))
    house.draw(timed(draw, "R/PT2H"))

    assert tick(house, minutes=119) == 0 and tick(house, minutes=1) == 1


def test_a_timer_that_is_gone_from_the_newest_version_fires_no_more(house: Any, draw: Any) -> None:
    house.draw(timed(draw, "R/PT1H"))
    house.draw(draw.ONE_TASK)

    assert tick(house, days=1) == 0
    with house.database.read() as reader:
        assert list(reader.session.scalars(select(StartEvent))) == []


def test_a_time_that_cannot_be_read_is_refused_with_its_element(house: Any, draw: Any) -> None:
    xml = draw.document(timed(draw, "=order.due", "timeDate"))

    refused = house.refuse(errors.Unrunnable, lambda tx: definitions.deploy(tx, {"p.bpmn": xml}, note="no variables"))

    assert [(it.code, it.element_id) for it in refused.findings] == [("event.bad_time", "T")]


def test_a_start_that_fails_is_tried_again_and_keeps_no_other_waiting(house: Any, draw: Any) -> None:
    house.deploy(
        draw.document(timed(draw, "PT10M", "timeDuration")),
        draw.document(timed(draw, "PT10M", "timeDuration"), "other"),
    )
    spoil = "UPDATE bundle SET process_id = '{}' WHERE process_id = '{}'"
    house.write(lambda tx: tx.connection.exec_driver_sql(spoil.format("gone", "other")))

    assert tick(house, minutes=10) == 1

    house.write(lambda tx: tx.connection.exec_driver_sql(spoil.format("other", "gone")))
    assert tick(house) == 1 and tick(house) == 0


def test_two_nodes_that_tick_at_once_start_each_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.deploy(*(draw.document(timed(draw, "R/PT1H"), f"p{number}") for number in range(6)))
    one.clock.advance(timedelta(hours=1))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: starts.fire_due(node.database), (one, two)))

    assert sum(counts) == 6 and len(running(one)) == 6
