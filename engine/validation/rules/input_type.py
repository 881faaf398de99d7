"""A constant that its handler cannot take: text for a number, a list for a text. It would fail every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from engine.errors import Finding, Severity
from engine.validation import handler_inputs, written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "mapping.input_type",
    Severity.ERROR,
    "输入“{name}”（{title}）不能是“{text}”，处理器“{topic}”要的是{kind_zh}",
    'The input "{name}" cannot be "{text}": the handler "{topic}" takes {kind_en}',
    "换成合适的值，或写成引用变量的表达式，如“={name}”",
    'Give a value that fits, or an expression over a variable, such as "={name}"',
)
_KINDS: dict[Any, tuple[str, str]] = {
    int: ("整数", "a whole number"),
    float: ("数字", "a number"),
    bool: ("真或假", "true or false"),
    str: ("文字", "text"),
}


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for task in handler_inputs.of_drawing(drawing, deployment):
        for row in task.rows:
            field = task.handler.input.model_fields.get(row.get("target") or "")
            value = written.UNKNOWN if field is None else constant(row.get("source") or "")
            if field is not None and value is not written.UNKNOWN and not _fits(field, value):
                yield _finding(drawing, task, row, field)


def constant(source: str) -> Any:
    """The value of a mapping's source when it is the same in every run; UNKNOWN otherwise."""
    if not source.startswith("="):
        return source
    tree = written.compiled(source[1:])
    return written.UNKNOWN if tree is None else written.constant(tree)


def _fits(field: FieldInfo, value: Any) -> bool:
    try:
        TypeAdapter[Any](field.rebuild_annotation()).validate_python(value)
    except ValidationError:
        return False
    return True


def _finding(drawing: Drawing, task: handler_inputs.Task, row: Any, field: FieldInfo) -> Finding:
    kind_zh, kind_en = _KINDS.get(field.annotation, ("另一种类型的值", "a value of another kind"))
    return RULE.at(
        drawing,
        task.node,
        line=row.sourceline or 0,
        name=row.get("target"),
        title=field.title or row.get("target"),
        text=written.short(row.get("source") or ""),
        topic=task.handler.topic,
        kind_zh=kind_zh,
        kind_en=kind_en,
    )
