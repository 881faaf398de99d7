"""A variable whose name FEEL reads as something else: `a-b` is a subtraction, `and` an operator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.feel import nodes
from engine.validation import written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "variable.characters",
    Severity.WARNING,
    "变量名“{name}”在表达式里会被读成别的意思",
    'In an expression the variable name "{name}" is read as something else',
    "只用文字、数字和下划线，例如“{better}”",
    'Use letters, digits and underscores, such as "{better}"',
)
_NAMING = frozenset({"target", "resultVariable", "inputElement", "outputCollection"})


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for it in written.of_drawing(drawing):
        if it.attribute in _NAMING and not all(_is_name(part) for part in it.raw.split(".")):
            better = ".".join(_plain(part) for part in it.raw.split("."))
            yield RULE.at(drawing, it.element, line=it.line, name=it.raw, better=better)


def _is_name(text: str) -> bool:
    expression = written.compiled(text)
    return expression is not None and isinstance(expression.tree, nodes.Name)


def _plain(text: str) -> str:
    plain = re.sub(r"\W+", "_", text).strip("_")
    return plain if _is_name(plain) else f"{plain}_1" if plain else "name_1"
