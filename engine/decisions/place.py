"""A place in a model where expressions stand: its names and types, and where findings go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.decisions import ambiguous, xml
from engine.decisions.finding import Finding, Severity
from engine.decisions.items import ItemTypes
from engine.decisions.reads import Read
from engine.decisions.watch import Watcher
from engine.decisions.xml import Element
from engine.feel import FeelError, expression, nodes
from engine.feel.code import Code, Env, Site, constant
from engine.feel.compile_tests import unary_tests
from engine.feel.compiler import Compiler
from engine.feel.types import Type

BROKEN = nodes.UnaryTests((nodes.Name("\0broken"),))
"""Stands for tests that do not parse: nothing is known of them."""


@dataclass
class Place:
    """What is known at a place of the model: the names in scope, the types, and where findings go."""

    names: frozenset[str]
    items: ItemTypes
    types: dict[str, Type]
    owner: str
    owner_id: str
    findings: list[Finding]
    members: frozenset[str] = frozenset()
    title: str = ""
    tables: list[Any] = field(default_factory=list)
    declared: Mapping[str, Element] = field(default_factory=dict)
    """Variables of what the node requires, by name."""
    watcher: Watcher | None = None
    free: set[str] = field(default_factory=set)
    """Names that are read and that nothing in the model declares."""
    reads: list[Read] = field(default_factory=list)
    doubtful: list[ambiguous.Text] = field(default_factory=list)
    """Texts in which a name may also be an operation."""

    def with_names(self, *names: str) -> Place:
        """The same place with more names in scope."""
        declared = {name: element for name, element in self.declared.items() if name not in names}
        return replace(self, names=self.names.union(names), declared=declared)

    def _note(self, build: Compiler, tree: nodes.Node, element: Element, row: int, column: str) -> None:
        """Keeps the expression for the checks of a deploy."""
        free = build.free - self.names
        self.free |= free
        if free or any(isinstance(part, nodes.Path | nodes.Function) for part in nodes.walk(tree)):
            known = {name: type_ for name, it in self.declared.items() if (type_ := self.items.of(it)) is not None}
            self.reads.append(Read(tree, frozenset(free), element, row, column, known))

    def _doubt(self, text: str, tree: nodes.Node, element: Element, row: int, column: str) -> None:
        """Keeps a text whose names have to be looked at once more at a deploy."""
        written = ambiguous.Text(text, tree, self.names, self.members, element, row, column)
        if written.doubtful:
            self.doubtful.append(written)

    def report(self, element: Element, problem: FeelError, row: int = 0, column: str = "") -> None:
        """An expression that does not parse: an error of the deploy."""
        zh, en = (f"第 {row} 行", f"row {row}") if row else ("", "")
        zh, en = (f"{zh}“{column}”", f"{en}, '{column}'") if column else (zh, en)
        said_zh, said_en = problem.message("zh").rstrip("。"), problem.message("en").rstrip(".")
        self.findings.append(
            Finding(
                severity=Severity.ERROR,
                code=problem.code,
                element=element.get("id") or self.owner_id,
                line=xml.line(element),
                zh=f"“{self.title}”{zh}：{said_zh}",
                en=f"'{self.title}'{', ' if en else ''}{en}: {said_en}",
                row=row,
                decision=self.owner_id,
                rows=(row,) if row else (),
            )
        )

    def literal(self, element: Element, text: str, row: int = 0, column: str = "") -> Code:
        """FEEL text; an empty one is null."""
        return self.entry(element, text, row, column)[1]

    def entry(self, element: Element, text: str, row: int = 0, column: str = "") -> tuple[nodes.Node | None, Code]:
        """FEEL text as a tree and compiled; no tree and null when it is empty or does not parse."""
        tree = self.tree(element, text, row, column)
        if tree is None:
            return None, constant(None)
        code = self.compiled_tree(tree, element, row, column)
        return tree, code if self.watcher is None else self.watcher.expression(code, element, text, row)

    def tree(self, element: Element, text: str, row: int = 0, column: str = "") -> nodes.Node | None:
        """The syntax tree, or None with a finding; None for an empty text."""
        if not text:
            return None
        try:
            tree = expression.parse(text, self.names, self.types, self.members)
        except FeelError as problem:
            self.report(element, problem, row, column)
            return None
        self._doubt(text, tree, element, row, column)
        return tree

    def tests(self, element: Element, text: str, row: int = 0, column: str = "") -> tuple[nodes.UnaryTests, Any]:
        """The tests of a cell, as a tree and compiled; a cell that does not parse never passes."""
        try:
            tree = expression.parse_unary_tests(text or "-", self.names, self.types, self.members)
        except FeelError as problem:
            self.report(element, problem, row, column)
            return BROKEN, lambda value, e: None
        if not tree.tests:
            return tree, _pass
        self._doubt(text, tree, element, row, column)
        build = Compiler(known=self.names)
        test = unary_tests(build, tree, Site())
        self._note(build, tree, element, row, column)
        return tree, test

    def compiled_tree(self, tree: nodes.Node, element: Element, row: int = 0, column: str = "") -> Code:
        """A syntax tree that was parsed here."""
        if isinstance(tree, nodes.Literal):
            return constant(tree.value)
        build = Compiler(known=self.names)
        code = build.code(tree, Site())
        self._note(build, tree, element, row, column)
        return code


def _pass(value: Any, e: Env) -> bool:
    """The empty cell."""
    return True
