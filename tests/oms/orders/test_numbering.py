"""Order numbers carry the day of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kit import db
from kit.clock import SettableClock
from kit.config import Settings
from kit.db import Tx
from oms.orders import numbering

EVENING = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)  # past midnight in Shanghai, still the day before in London


@pytest.mark.parametrize(("timezone", "day"), [("Asia/Shanghai", "261126"), ("Europe/London", "261125")])
def test_the_day_is_that_of_the_configured_zone(settings: Settings, timezone: str, day: str) -> None:
    database = db.open_database(settings.model_copy(update={"timezone": timezone}), SettableClock(EVENING))

    number = database.write(numbering.next_number)
    database.close()

    assert number.startswith(f"SO-{day}-")


def test_numbers_of_a_day_differ(settings: Settings) -> None:
    database = db.open_database(settings, SettableClock(EVENING))
    take: Callable[[Tx], str] = numbering.next_number

    numbers = [database.write(take) for _ in range(40)]
    database.close()

    assert len(set(numbers)) == 40
