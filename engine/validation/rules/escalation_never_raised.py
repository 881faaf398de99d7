"""Somebody waits for an escalation that nothing there can raise."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import throwing
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "escalation.never_raised",
    Severity.WARNING,
    "这里等待的升级“{code}”没有任何步骤会发出",
    'Nothing here can raise the escalation "{code}" that is waited for',
    "改正升级码，或删除这个事件",
    "Correct the escalation code, or delete the event",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for caught in throwing.never_thrown(drawing, deployment, "escalation"):
        yield RULE.at(drawing, caught.node, code=caught.code or "*")
