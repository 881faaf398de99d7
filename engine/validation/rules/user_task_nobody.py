"""A user task that is for nobody: no group, no person."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "user_task.nobody",
    Severity.WARNING,
    "没有人能看到这个任务：没有候选组，也没有处理人",
    "Nobody would see this task: it has no candidate group and no assignee",
    "填写候选组，例如 sales",
    "Fill in a candidate group, such as sales",
)
_WHO = ("assignee", "candidateGroups", "candidateUsers")


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("userTask"):
        assignment = drawn.extension(node, "assignmentDefinition")
        if assignment is None or not any((assignment.get(name) or "").strip() for name in _WHO):
            yield RULE.at(drawing, node)
