"""A date without zone or offset: it means another moment wherever the service runs in another zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.errors import Finding, Severity
from engine.validation import moments
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "timer.no_zone",
    Severity.WARNING,
    "时间 {text} 没有时区，服务器换了时区就是另一个时刻",
    "{text} has no zone: on a server in another zone it is another moment",
    "写上偏移，例如 {text}+08:00",
    "Add the offset, such as {text}+08:00",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for moment in moments.of_drawing(drawing):
        if datetime.fromisoformat(moment.date).tzinfo is None:
            yield RULE.at(drawing, moment.written.element, line=moment.written.line, text=moment.date)
