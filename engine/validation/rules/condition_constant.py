"""A condition that cannot depend on anything: always true, never true, or no yes-or-no question at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import feel
from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.feel import nodes
from engine.validation import written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "condition.constant",
    Severity.WARNING,
    "条件“{text}”{why_zh}",
    'The condition "{text}" {why_en}',
    "写成对变量的比较，例如“=amount > 1000”",
    'Compare a variable, as in "=amount > 1000"',
)
_NEVER = ("永远不成立", "never holds")
_ALWAYS = ("永远成立", "always holds")
_NO_QUESTION = ("的结果不是真或假，因此永远不成立", "gives neither true nor false and so never holds")
_VALUES = (nodes.Chain, nodes.Negate, nodes.ListOf, nodes.Context, nodes.For, nodes.Interval)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for it in written.of_drawing(drawing):
        tree = written.compiled(it.expression) if it.is_condition and it.expression else None
        why = None if tree is None else _why(tree)
        if why is None or (why is _ALWAYS and _one_of_several(drawing, it.element)):
            continue
        yield RULE.at(drawing, it.element, line=it.line, text=written.short(it.raw), why_zh=why[0], why_en=why[1])


def _why(condition: feel.Expression) -> tuple[str, str] | None:
    if isinstance(condition.tree, _VALUES):
        return _NO_QUESTION
    value = written.constant(condition)
    if value is written.UNKNOWN:
        return None
    if value is True:
        return _ALWAYS
    return _NEVER if value in (False, None) else _NO_QUESTION


def _one_of_several(drawing: Drawing, flow: Any) -> bool:
    """Behind an inclusive gateway a way that is always taken, beside others, makes sense."""
    source = drawing.by_id.get(flow.get("sourceRef") or "")
    return source is not None and kind(source) != "exclusiveGateway"
