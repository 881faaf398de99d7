"""A condition without '=': it runs as FEEL here, but other editors take it for plain text."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "condition.no_equals",
    Severity.INFO,
    "条件“{text}”前面没有“=”",
    'The condition "{text}" has no leading "="',
    "写成“={text}”，其他编辑器也能认出是 FEEL",
    'Write "={text}", so that other editors know it as FEEL',
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for it in written.of_drawing(drawing):
        if it.is_condition and not it.raw.startswith("=") and written.compiled(it.raw):
            fix = [it.rewritten(f"={it.raw}")]
            yield RULE.at(drawing, it.element, line=it.line, fix=fix, text=written.short(it.raw))
