"""An escalation is raised that nobody around it catches: it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import throwing
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "escalation.uncaught",
    Severity.WARNING,
    "升级“{code}”没有人捕获，不起作用",
    'Nobody catches the escalation "{code}": it has no effect',
    "在外层加一个升级边界事件或升级事件子流程",
    "Put an escalation boundary event or an escalation event sub-process around it",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for thrown in throwing.uncaught(drawing, deployment, "escalation"):
        yield RULE.at(drawing, thrown.node, code=thrown.code or "*")
