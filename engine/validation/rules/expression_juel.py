"""`${…}`: an expression of Camunda 7 or Flowable, which would be taken for plain text or for nothing here."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import repair, written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "expression.juel",
    Severity.ERROR,
    "“{text}”是 Camunda 7 或 Flowable 的表达式，这里不运行",
    '"{text}" is an expression of Camunda 7 or Flowable, which is not run here',
    "改写成 FEEL，以“=”开头，例如“{example}”",
    'Write it in FEEL with a leading "=", such as "{example}"',
)
EXAMPLE = "=amount > 1000"


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for it in written.of_drawing(drawing):
        if not written.is_juel(it.raw) or _is_fine(it):
            continue
        better = repair.repaired(it.raw)
        fix = [it.rewritten(f"={better}")] if better else []
        example = f"={better}" if better else EXAMPLE
        yield RULE.at(drawing, it.element, line=it.line, fix=fix, text=written.short(it.raw), example=example)


def _is_fine(it: written.Written) -> bool:
    """FEEL that only holds such a text in quotes."""
    return it.expression is not None and written.compiled(it.expression) is not None
