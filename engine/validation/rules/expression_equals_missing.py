"""A text that was meant as an expression but lacks the '=' in front, so that it stays the text it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "expression.no_equals",
    Severity.WARNING,
    "“{text}”前面没有“=”，会被当作普通文字",
    '"{text}" has no leading "=" and is taken as plain text',
    "如果是表达式，写成“={text}”",
    'If it is an expression, write "={text}"',
)
_HOLDERS = {
    ("input", "source"),
    ("output", "source"),
    ("subscription", "correlationKey"),
    ("script", "expression"),
    ("loopCharacteristics", "inputCollection"),
    ("loopCharacteristics", "outputElement"),
}
_ALWAYS = {("subscription", "correlationKey"), ("script", "expression")}
_LOOKS = re.compile(r"[\w.]+\(.*\)|.*\s(=|!=|<|>|<=|>=|and|or)\s.*|[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.DOTALL)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    texts = written.of_drawing(drawing)
    names = _names(texts)
    for it in texts:
        holder = (it.tag, it.attribute)
        if holder not in _HOLDERS or it.raw.startswith("=") or written.is_juel(it.raw):
            continue
        meant = holder in _ALWAYS or it.raw in names or _LOOKS.fullmatch(it.raw)
        if meant and written.compiled(it.raw):
            yield RULE.at(drawing, it.element, line=it.line, fix=[it.rewritten(f"={it.raw}")], text=it.raw)


def _names(texts: tuple[written.Written, ...]) -> set[str]:
    """Variables that the drawing reads or writes anywhere else."""
    found: set[str] = set()
    for it in texts:
        if it.attribute in ("target", "resultVariable", "inputElement", "outputCollection"):
            found.add(it.raw.split(".")[0])
        tree = written.compiled(it.expression) if it.expression else None
        if tree is not None and it.raw.startswith("="):
            found |= tree.free
    return found
