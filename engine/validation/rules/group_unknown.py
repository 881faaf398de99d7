"""A user task is for a group that nobody can be a member of."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Edit, Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "group.unknown",
    Severity.ERROR,
    "没有“{group}”这个组，没有人能处理这个任务",
    'There is no group "{group}"; nobody could do this task',
    "{meant_zh}请选择已有的组：{known}",
    "{meant_en}Choose a group that exists: {known}",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    if deployment.groups is None:
        return
    for node in drawing.nodes("userTask"):
        assignment = drawn.extension(node, "assignmentDefinition")
        written = "" if assignment is None else (assignment.get("candidateGroups") or "").strip()
        if written.startswith("="):
            continue
        names = [name.strip() for name in written.split(",") if name.strip()]
        for name in names:
            if name not in deployment.groups:
                yield _finding(drawing, node, names, name, deployment.groups)


def _finding(drawing: Drawing, node: object, names: list[str], wrong: str, groups: frozenset[str]) -> Finding:
    near = nearest(wrong, groups)
    fix: list[Edit] = []
    if near:
        better = ",".join(near if name == wrong else name for name in names)
        fix = [drawn.set_attribute(drawn.extension(node, "assignmentDefinition"), "candidateGroups", better)]
    known = ", ".join(sorted(groups))
    return RULE.at(drawing, node, fix=fix, group=wrong, known=known, meant_zh=meant_zh(near), meant_en=meant_en(near))
