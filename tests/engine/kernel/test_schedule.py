"""Times that no calendar holds are refused like any other text that is no time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.elements import schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["P9999999999Y", "P7990Y", "P99999999999M", "P3000000D", "PT" + "9" * 400 + "H"])
def test_a_duration_beyond_the_calendar_is_refused(text):
    with pytest.raises(schedule.BadTime, match="calendar"):
        schedule.add_duration(NOW, text, SHANGHAI)


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01", "0001-01-01T00:00+14:00"]
)
def test_a_date_at_the_ends_of_the_calendar_is_refused(text):
    with pytest.raises(schedule.BadTime, match="calendar"):
        schedule.parse_date(text, SHANGHAI)


def test_a_cycle_ends_with_the_calendar():
    first = schedule.first_cycle("R/P5000Y", NOW, SHANGHAI)

    assert first["due"].startswith("7026-11-25")
    assert schedule.next_cycle(first, datetime.fromisoformat(first["due"])) is None


def test_the_longest_wait_that_makes_sense_is_fine():
    assert schedule.add_duration(NOW, "P100Y", SHANGHAI).year == 2126
    assert schedule.parse_date("9998-12-31T23:59:59Z", SHANGHAI).year == 9998
