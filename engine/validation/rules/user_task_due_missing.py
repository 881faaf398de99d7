"""A user task without time limit: nobody is reminded, and it can lie for ever."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "user_task.no_due",
    Severity.WARNING,
    "任务没有时限，没人处理时不会提醒也不会升级",
    "The task has no time limit: nobody is reminded and nothing escalates",
    "在扩展属性里加 sla（时限决策表的 id），或填写截止时间",
    "Add the property sla (the id of the decision that gives the limit), or fill in the due date",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("userTask"):
        schedule = drawn.extension(node, "taskSchedule")
        due = "" if schedule is None else (schedule.get("dueDate") or "").strip()
        if not due and not drawn.properties(node).get("sla"):
            yield RULE.at(drawing, node)
