"""Names that can also be read as an operation: `gross-discount` where `gross` and `discount` are known too. The table
reads the name; whoever wrote the cell may have meant to calculate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.decisions import xml
from engine.decisions.finding import Finding, Severity
from engine.decisions.xml import Element
from engine.feel import Ambiguity, ambiguities, names, nodes
from engine.feel.readings import OPERATORS


@dataclass(frozen=True)
class Text:
    """A text of the model and how it was read. `known`: names in scope; `members`: of the types of the model."""

    text: str
    tree: nodes.Node
    known: frozenset[str]
    members: frozenset[str]
    element: Element
    row: int
    column: str

    @property
    def doubtful(self) -> bool:
        """Whether names with operators are known at all: most models have none."""
        return bool(with_operators(self.known) or with_operators(self.members))


def findings(text: Text, title: str, owner_id: str) -> Iterator[Finding]:
    """Those of one text, from the left."""
    zh, en = (f"第 {text.row} 行", f"row {text.row}, ") if text.row else ("", "")
    zh, en = (f"{zh}“{text.column}”", f"{en}'{text.column}', ") if text.column else (zh, en)
    for found in _found(text):
        name, operation = found.name, found.operation
        yield Finding(
            severity=Severity.WARNING,
            code="decisions.ambiguous_name",
            element=text.element.get("id") or owner_id,
            line=xml.line(text.element),
            zh=f"“{title}”{zh}：“{name}”在这里读作一个名称，但也可以是运算 {operation}",
            en=f"'{title}': {en}'{name}' is read as one name here, but could be {operation}",
            row=text.row,
            remedy_zh=f"若要运算，请写成 {operation}；若是名称，把它改成只含文字、数字和下划线的名称",
            remedy_en=f"To calculate, write {operation}; if it is the name, rename it without operators",
            decision=owner_id,
            rows=(text.row,) if text.row else (),
        )


def _found(text: Text) -> Iterator[Ambiguity]:
    """Only what was read as the name: a member's name says nothing where no member stands."""
    read = {(part.name, part.position) for part in nodes.walk(text.tree) if isinstance(part, nodes.Name)}
    members = {part.member for part in nodes.walk(text.tree) if isinstance(part, nodes.Path)}
    for found in ambiguities(text.text, text.known | with_operators(text.members)):
        after_dot = text.text[: found.position].rstrip().endswith(".")
        if (found.name, found.position) in read or (after_dot and found.name in members):
            yield found


@lru_cache(maxsize=256)
def with_operators(known: frozenset[str]) -> frozenset[str]:
    """The names that have an operator among their words."""
    return frozenset(name for name in known if OPERATORS.intersection(names.spelled(name)))
