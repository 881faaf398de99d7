"""A mapping gives its handler an input that the handler does not know: it would be dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import handler_inputs
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "mapping.input_unknown",
    Severity.WARNING,
    "处理器“{topic}”没有名为“{name}”的输入",
    'The handler "{topic}" has no input named "{name}"',
    "{meant_zh}改名或删除这条映射；可用的输入：{known}",
    "{meant_en}Rename or remove the mapping; the handler takes: {known}",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for task in handler_inputs.of_drawing(drawing, deployment):
        fields = list(task.handler.input.model_fields)
        for row in task.rows:
            name, dot, rest = (row.get("target") or "").partition(".")
            if not name or name in fields or _own_use(task, name, row):
                continue
            near = nearest(name, set(fields) - task.mapped())
            fix = [drawn.set_attribute(row, "target", near + dot + rest) if near else drawn.remove(row)]
            said = {"meant_zh": meant_zh(near), "meant_en": meant_en(near), "known": ", ".join(fields) or "—"}
            topic, line = task.handler.topic, row.sourceline
            yield RULE.at(drawing, task.node, line=line, fix=fix, topic=topic, name=name, **said)


def _own_use(task: handler_inputs.Task, name: str, row: object) -> bool:
    """A local that another mapping of the same task reads."""
    mapping = task.rows[0].getparent()
    return any(name in (other.get("source") or "") for other in mapping if other is not row)
