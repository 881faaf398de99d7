"""Cron cycles: read in the host's zone, the next firing always in the future."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.elements import cron, schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Shanghai


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("0 0 9 * * *", "2026-11-26T09:00"),
        ("0 0 10 * * *", "2026-11-26T10:00"),
        ("0 30 9-17 * * MON-FRI", "2026-11-25T10:30"),
        ("0 0/15 * * * ?", "2026-11-25T10:15"),
        ("*/20 * * * * *", "2026-11-25T10:00:20"),
        ("0 0 9 ? * SAT,7", "2026-11-28T09:00"),
        ("0 0 9 * * 0", "2026-11-29T09:00"),
        ("0 0 18 L * *", "2026-11-30T18:00"),
        ("0 0 0 1 JAN *", "2027-01-01T00:00"),
        ("0 0 8 29 2 *", "2028-02-29T08:00"),
        ("0 0 9 13 * FRI", "2027-08-13T09:00"),
        ("@daily", "2026-11-26T00:00"),
        ("@hourly", "2026-11-25T11:00"),
        ("@weekly", "2026-11-29T00:00"),
        ("@monthly", "2026-12-01T00:00"),
    ],
)
def test_the_next_firing_is_counted_on_the_clock_of_the_zone(text, due):
    assert cron.parse(text).after(NOW, SHANGHAI) == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "0 0 24 * * *",
        "0 0 9 * *",
        "0 60 * * * *",
        "0 0 9 31 2 *",
        "0 0 9 * * XYZ",
        "0 */0 * * * *",
        "0 9-8 * * * *",
        "@often",
        "@every 5m",
        "0 0 9 * * MON,",
        "0 0 9 * * FRI-MON",
        "0 0 9 1W * *",
        "+5 0 9 * * *",
        "1_0 0 9 * * *",
        "0 0/ 9 * * *",
    ],
)
def test_what_is_no_cron_or_never_comes_is_refused(text):
    with pytest.raises(schedule.BadTime):
        schedule.first_cycle(text, NOW, SHANGHAI)


def test_a_time_that_the_change_to_summer_leaves_out_still_fires_once_that_day():
    zone = ZoneInfo("Europe/Berlin")
    due = cron.parse("0 30 2 * * *").after(datetime(2027, 3, 27, 12, tzinfo=UTC), zone)

    assert due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert cron.parse("0 30 2 * * *").after(due, zone) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0 0 * * * *", ["01:00+0200", "02:00+0200", "02:00+0100", "03:00+0100"]),
        ("0 */30 2-23 * * *", ["02:00+0200", "02:30+0200", "03:00+0100", "03:30+0100"]),
        ("0 30 2 * * *", ["02:30+0200"]),
    ],
)
def test_the_hour_that_comes_twice_counts_twice_only_for_what_comes_every_hour(text, times):
    zone, due = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    for expected in times:
        due = cron.parse(text).after(due, zone)
        assert due.astimezone(zone).strftime("%H:%M%z") == expected


def test_a_cron_boundary_fires_day_after_day_and_once_after_downtime(play, draw):
    reminder = draw.boundary("b", "A", draw.timer("0 0 9 * * MON-FRI", "timeCycle"), False)
    run = play(draw.starts("s") + draw.users("A", "H") + reminder + draw.flow("s>A; b>H"))
    assert run.wait("b").due == datetime(2026, 11, 26, 1, tzinfo=UTC)

    run.later(days=2, hours=1).fire("b")

    assert run.live == ["A", "H", "b"]
    assert run.wait("b").due == datetime(2026, 11, 30, 1, tzinfo=UTC)


def test_an_event_sub_process_may_start_by_cron_and_by_date(play, draw):
    body = draw.starts("s") + draw.users("A") + draw.flow("s>A")
    cycle = draw.event_sub_process("q", draw.timer("0 0 12 * * *", "timeCycle"), interrupting=False)
    once = draw.event_sub_process("d", draw.timer("2026-11-25T11:00:00", "timeDate"))
    run = play(body + cycle + once)

    assert run.later(hours=2).fire("q_s").live == ["A", "d_s", "q_h", "q_s"]
    assert run.fire("d_s").live == ["d_h"]
