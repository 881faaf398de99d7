"""What ended long ago lets go of its state; its history stays, and running instances are left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import errors, history, instances, retention
from engine.models import ClosedTask, InstanceState
from kit import clock, ids


def rows(house: Any, table: Any) -> int:
    with house.database.read() as reader:
        return int(reader.session.scalar(select(func.count()).select_from(table)) or 0)


def test_the_state_goes_a_month_after_the_end_and_the_history_stays(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    house.clock.set(clock.SystemClock().now())
    ended, running = house.start(), house.start()
    house.complete(house.item(ended, "A"), actor=draw.ZHAO, groups=draw.SALES)
    house.clock.advance(timedelta(days=29))
    assert house.write(retention.retire) == 0

    house.clock.advance(timedelta(days=2))

    assert house.write(retention.retire) == 1
    assert rows(house, InstanceState) == 1
    with house.database.read() as reader:
        assert len(history.entries(reader, ended)) == 2
        with pytest.raises(errors.InstanceGone):
            instances.variables(reader, ended)
        assert instances.variables(reader, running) is not None


def test_who_closed_a_task_is_known_for_three_months(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    house.clock.set(clock.SystemClock().now())
    house.complete(house.item(house.start(), "A"), actor=draw.ZHAO, groups=draw.SALES)
    house.clock.advance(timedelta(days=89))
    house.write(retention.retire)
    assert rows(house, ClosedTask) == 1

    house.clock.advance(timedelta(days=2))
    house.write(retention.retire)

    assert rows(house, ClosedTask) == 0


def test_ids_of_a_moment_are_a_range() -> None:
    before = clock.micros(clock.SystemClock().now())
    made = ids.new_id(), ids.new_uid()
    after = before + 60_000_000

    assert ids.first_id(before) <= made[0] < ids.first_id(after)
    assert ids.first_uid(before) <= made[1] < ids.first_uid(after)
