"""The mappings of a service task leave out what its handler needs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import handler_inputs
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "mapping.input_missing",
    Severity.WARNING,
    "处理器“{topic}”需要的输入 {names} 没有映射，运行到这里会出现异常",
    'The handler "{topic}" needs {names}, which no input mapping gives: the task would stop with an incident',
    "补上输入映射，或删除全部输入映射以传入所有变量",
    "Add the input mapping, or remove all of them to hand over every variable",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for task in handler_inputs.of_drawing(drawing, deployment):
        needed = {name for name, field in task.handler.input.model_fields.items() if field.is_required()}
        lacking = sorted(needed - task.mapped()) if task.rows else []
        if lacking:
            yield RULE.at(drawing, task.node, topic=task.handler.topic, names=", ".join(lacking))
