"""A timer with a date that is over: it would fire at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from engine.elements import schedule
from engine.errors import Finding, Severity
from engine.validation import moments
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "timer.past",
    Severity.WARNING,
    "时间 {text} 已经过去了，会立即触发",
    "{text} is over: it would fire at once",
    "改成将来的时间，或改用时长（如 PT4H）",
    "Choose a moment to come, or a duration such as PT4H",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for moment in moments.of_drawing(drawing):
        due = schedule.parse_date(moment.date, UTC)
        if due < deployment.now:
            yield RULE.at(drawing, moment.written.element, line=moment.written.line, text=moment.date)
