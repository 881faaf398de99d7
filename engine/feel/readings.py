"""What stands where in an expression: variables that it reads, and places that can be read in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.feel import builtins, expression, lexer, names, nodes
from engine.feel.builtins import registry
from engine.feel.code import Code, Site
from engine.feel.compiler import Compiler
from engine.feel.errors import Sentence, place

OPERATORS = frozenset({"+", "-", "*", "/", "**", "and", "or", "in"})
"""What may stand inside a name and is an operator elsewhere."""


@dataclass(frozen=True, order=True)
class FreeName:
    """A variable that is read. `position` counts characters from 0, line and column from 1."""

    position: int
    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Ambiguity:
    """`name` is known, and so are the operands of `operation`; a parser that knows the name takes the name."""

    name: str
    operation: str
    position: int
    end: int
    line: int
    column: int

    @property
    def sentence(self) -> Sentence:
        """Where it is, both readings, and how to write either."""
        return Sentence(
            f"第 {self.line} 行第 {self.column} 列：“{self.name}”是一个已知的名称，也可以读作运算 {self.operation}；"
            f"这里按名称读取。若要运算，请写成 {self.operation}",
            f"line {self.line}, column {self.column}: '{self.name}' is a known name and can also be read as "
            f"{self.operation}; here it is the name. To calculate, write {self.operation}",
        )


@dataclass
class _Collector(Compiler):
    places: dict[int, str] = field(default_factory=dict)

    def code(self, node: nodes.Node, site: Site) -> Code:
        source = node
        while type(source) is nodes.Path:
            source = source.source
        if type(source) is nodes.Name and self._is_free(source.name, site):
            self.places.setdefault(source.position, source.name)
        return super().code(node, site)

    def _is_free(self, name: str, site: Site) -> bool:
        return not (name in site.bound or site.in_filter or name == "?" or builtins.value(name) is not None)


def free_names(text: str, known: Iterable[str] = ()) -> list[FreeName]:
    """Every place where a variable is read for certain, from the left. Raises FeelError only.

    Inside a filter a name may be a member of the item; such a name is left out, as Expression.free leaves it out.
    """
    tree = expression.parse(text, frozenset(known))
    build = _Collector(raw=True)
    expression.guarded(lambda: build.code(tree, Site()))
    return sorted(FreeName(position, name, *place(text, position)) for position, name in build.places.items())


def ambiguities(text: str, known: Iterable[str]) -> list[Ambiguity]:
    """Places that are one known name and also an operation of known parts, from the left. Raises FeelError only."""
    known = frozenset(known)
    words = {names.spelled(name) for name in known}
    table = names.NameTable([*known, *registry.BUILT_INS])
    tokens = expression.guarded(lambda: lexer.tokenize(text))
    found, index = [], 0
    while index < len(tokens) - 1:
        match = table.match(tokens, index)
        name, count = match or ("", 1)
        called = tokens[index + count].text == "(" and name in registry.BUILT_INS
        if count > 1 and not called:
            after_dot = index > 0 and tokens[index - 1].text == "."
            operation = _operation(tokens[index : index + count], words, after_dot)
            if operation:
                start, end = tokens[index].start, tokens[index + count - 1].end
                found.append(Ambiguity(name, operation, start, end, *place(text, start)))
        index += count
    return found


def _operation(tokens: Sequence[lexer.Token], words: set[tuple[str, ...]], after_dot: bool) -> str:
    """The tokens as an operation; empty when one of the operands is not known. A member may be any name."""
    operands: list[list[lexer.Token]] = [[]]
    written: list[str] = []
    for token in tokens:
        if token.text in OPERATORS:
            written += [_bracketed(operands[-1]), token.text]
            operands.append([])
        else:
            operands[-1].append(token)
    written.append(_bracketed(operands[-1]))
    checked = operands[1:] if after_dot else operands
    if len(operands) < 2 or not all(operands) or not all(_is_known(operand, words) for operand in checked):
        return ""
    return " ".join(written)


def _bracketed(operand: Sequence[lexer.Token]) -> str:
    text = " ".join(token.text for token in operand)
    return text if len(operand) == 1 and operand[0].kind == "number" else f"({text})"


def _is_known(operand: Sequence[Any], words: set[tuple[str, ...]]) -> bool:
    texts = tuple(token.text for token in operand)
    return texts in words or (len(operand) == 1 and operand[0].kind == "number")
