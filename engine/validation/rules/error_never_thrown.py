"""Somebody waits for an error that nothing there can throw."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import throwing
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "error.never_thrown",
    Severity.WARNING,
    "这里捕获的错误“{code}”没有任何步骤会抛出",
    'Nothing here can throw the error "{code}" that is caught',
    "改正错误码，或删除这个事件",
    "Correct the error code, or delete the event",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for caught in throwing.never_thrown(drawing, deployment, "error"):
        yield RULE.at(drawing, caught.node, code=caught.code or "*")
