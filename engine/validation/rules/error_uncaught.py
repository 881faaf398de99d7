"""An error is thrown that nobody around it catches: it becomes an incident."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import throwing
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "error.uncaught",
    Severity.WARNING,
    "抛出的错误“{code}”没有人捕获，会变成异常",
    'Nobody catches the error "{code}" that is thrown: it becomes an incident',
    "在外层子流程或调用活动上加一个错误边界事件",
    "Put an error boundary event on the sub-process or call activity around it",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for thrown in throwing.uncaught(drawing, deployment, "error"):
        yield RULE.at(drawing, thrown.node, code=thrown.code or "*")
