"""What `now()` and `today()` give."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine import feel

EVENING = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)


def _value(text: str) -> object:
    return feel.to_json(feel.compile_expression(text).evaluate({}))


def test_now_is_the_moment_of_the_caller_in_his_zone() -> None:
    with feel.at(EVENING.astimezone(ZoneInfo("Asia/Shanghai"))):
        assert _value("now()") == "2026-11-26T04:30:00+08:00"
        assert _value("today()") == "2026-11-26"
        assert _value('now() + @"PT2H"') == "2026-11-26T06:30:00+08:00"


def test_without_a_moment_the_clock_of_the_system_counts() -> None:
    assert _value('now() - @"P1D" < now()') is True
