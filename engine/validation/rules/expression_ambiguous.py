"""An expression such as `a-b` where a variable of that very name exists: it is read as an operation all the same."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.errors import Finding, Severity
from engine.validation import dataflow, written
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "expression.ambiguous",
    Severity.WARNING,
    "表达式“{text}”第 {line_number} 行第 {column} 列：有变量名叫“{name}”，但这里读作运算 {operation}",
    'The expression "{text}", line {line_number}, column {column}: there is a variable called "{name}", '
    "but this is read as {operation}",
    "若要读取该变量，请把它改名为只含文字、数字和下划线的名称；若要运算，请写成 {operation}",
    "To read the variable, rename it with letters, digits and underscores only; to calculate, write {operation}",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for process in drawing.processes:
        facts = dataflow.of_process(drawing, process, deployment)
        made, read = facts.written | (facts.start or set()), {read.name for read in facts.reads}
        odd = _odd(made | read)
        for it in written.of_process(drawing, process):
            if it.expression is None:
                continue
            local, squeezed = dataflow.local(it.element), _squeezed(it.expression)
            if any(name in squeezed for name in odd | _odd(local)):
                yield from _findings(drawing, it, it.expression, made | local, read)


def _odd(names: set[str]) -> set[str]:
    """Names that can be read in two ways: those with operators in them."""
    return {_squeezed(name) for name in names if not name.isidentifier()}


def _findings(drawing: Drawing, it: written.Written, text: str, made: set[str], read: set[str]) -> Iterator[Finding]:
    if written.compiled(text) is None:
        return
    certain = {found.position for found in feel.ambiguities(text, made)}
    for found in feel.ambiguities(text, made | read):
        meant = f"={text[: found.position]}{found.operation}{text[found.end :]}"
        yield RULE.at(
            drawing,
            it.element,
            line=it.line,
            fix=[it.rewritten(meant)] if found.position in certain else [],
            text=written.short(f"={text}"),
            line_number=found.line,
            column=found.column,
            name=found.name,
            operation=found.operation,
        )


def _squeezed(text: str) -> str:
    return "".join(text.split())
