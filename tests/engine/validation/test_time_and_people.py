"""Dates of timers, and user tasks that reach somebody in time."""

from __future__ import annotations

from typing import Any

import pytest


def timed(draw: Any, text: str, form: str = "timeDate") -> str:
    return str(draw.catch("A", draw.timer(text, form)) + draw.flow("s>A>e"))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-11-24T09:00:00+08:00", "timeDate"),
        ("=date and time(&quot;2020-01-01T00:00:00Z&quot;)", "timeDate"),
        ("R3/2020-01-01T00:00:00Z/P1D", "timeCycle"),
    ],
)
def test_a_date_that_is_over_is_a_warning(hits: Any, draw: Any, text: str, form: str) -> None:
    assert hits("timer.past", timed(draw, text, form)) == ["A"]
    assert hits("timer.no_zone", timed(draw, text, form)) == []


def test_a_due_date_that_is_over_is_a_warning(hits: Any, draw: Any) -> None:
    assert hits("timer.past", draw.user("A", due="2020-01-01T09:00:00Z") + draw.flow("s>A>e")) == ["A"]


def test_a_date_without_zone_is_a_warning(hits: Any, draw: Any) -> None:
    assert hits("timer.no_zone", timed(draw, "2030-01-01T09:00:00")) == ["A"]
    assert hits("timer.past", timed(draw, "2030-01-01T09:00:00")) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2030-01-01T09:00:00Z", "timeDate"),
        ("=due", "timeDate"),
        ("PT4H", "timeDuration"),
        ("R3/PT1H", "timeCycle"),
    ],
)
def test_dates_to_come_and_durations_are_fine(hits: Any, draw: Any, text: str, form: str) -> None:
    assert hits("timer.past", timed(draw, text, form)) == hits("timer.no_zone", timed(draw, text, form)) == []


def test_a_task_for_nobody_is_a_warning(hits: Any, draw: Any) -> None:
    assert hits("user_task.nobody", draw.user("A", "") + draw.flow("s>A>e")) == ["A"]


def test_a_task_for_a_group_or_a_person_is_fine(hits: Any, draw: Any) -> None:
    person = draw.user("B", "", '<zeebe:assignmentDefinition assignee="=submitted_by"/>')

    assert hits("user_task.nobody", draw.user("A") + person + draw.flow("s>A>B>e")) == []


def test_a_task_without_time_limit_is_a_warning(hits: Any, draw: Any) -> None:
    assert hits("user_task.no_due", draw.user("A", due="") + draw.flow("s>A>e")) == ["A"]


def test_a_due_date_or_a_decision_is_a_time_limit(hits: Any, draw: Any) -> None:
    held = '<zeebe:properties><zeebe:property name="sla" value="tier"/></zeebe:properties>'
    body = draw.user("A") + draw.user("B", due="", extra=held) + draw.flow("s>A>B>e")

    assert hits("user_task.no_due", body) == []
