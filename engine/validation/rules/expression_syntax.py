"""An expression is not FEEL: it would fail whatever the variables hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.errors import Finding, Severity
from engine.validation import repair, written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "expression.syntax",
    Severity.ERROR,
    "表达式“{text}”有误：{reason_zh}",
    'The expression "{text}" is not FEEL: {reason_en}',
    "在属性面板改正这个 FEEL 表达式{meant_zh}",
    "Correct this FEEL expression in the panel{meant_en}",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for it in written.of_drawing(drawing):
        if it.expression is None or written.is_juel(it.raw):
            continue
        wrong = _fault(it.expression)
        if wrong is not None:
            yield _finding(drawing, it, it.expression, wrong)


def _fault(text: str) -> feel.FeelError | None:
    try:
        feel.compile_expression(text)
    except feel.FeelError as fault:
        return fault
    return None


def _finding(drawing: Drawing, it: written.Written, text: str, wrong: feel.FeelError) -> Finding:
    better = repair.repaired(text)
    return RULE.at(
        drawing,
        it.element,
        line=it.line,
        fix=[it.rewritten(f"={better}")] if better else [],
        text=written.short(f"={text}"),
        reason_zh=wrong.message("zh").rstrip("。"),
        reason_en=wrong.message("en").rstrip("."),
        meant_zh=f"，例如“={better}”" if better else "",
        meant_en=f', such as "={better}"' if better else "",
    )
