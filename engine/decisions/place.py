"""A place in a model where expressions stand: its names and types, and where findings go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.decisions import xml
from engine.decisions.finding import Finding, Severity
from engine.decisions.items import ItemTypes
from engine.decisions.watch import Watcher
from engine.decisions.xml import Element
from engine.feel import FeelError, expression, nodes
from engine.feel.code import Code, Site, constant
from engine.feel.compile_tests import unary_tests
from engine.feel.compiler import Compiler
from engine.feel.types import Type


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
    tables: list[Any] = field(default_factory=list)
    watcher: Watcher | None = None
    free: set[str] = field(default_factory=set)
    """Names that are read and that nothing in the model declares."""

    def with_names(self, *names: str) -> Place:
        """The same place with more names in scope."""
        return replace(self, names=self.names.union(names))

    def report(self, element: Element, problem: FeelError, row: int = 0) -> None:
        """An expression that does not parse: an error of the deploy."""
        place_zh, place_en = (f"第 {row} 条规则，", f"rule {row}, ") if row else ("", "")
        zh = f"“{self.owner}”{place_zh}{problem.message('zh')}"
        en = f"'{self.owner}', {place_en}{problem.message('en')}"
        identifier = element.get("id") or self.owner_id
        self.findings.append(Finding(Severity.ERROR, problem.code, identifier, xml.line(element), zh, en, row))

    def literal(self, element: Element, text: str, row: int = 0) -> Code:
        """FEEL text; an empty one is null."""
        tree = self.tree(element, text, row)
        if tree is None:
            return constant(None)
        code = self.compiled_tree(tree)
        return code if self.watcher is None else self.watcher.expression(code, element, text, row)

    def tree(self, element: Element, text: str, row: int = 0) -> nodes.Node | None:
        """The syntax tree, or None with a finding; None for an empty text."""
        if not text:
            return None
        try:
            return expression.parse(text, self.names, self.types, self.members)
        except FeelError as problem:
            self.report(element, problem, row)
            return None

    def tests(self, element: Element, text: str, row: int = 0) -> tuple[nodes.UnaryTests, Any]:
        """The tests of a cell, as a tree and compiled; a cell that does not parse never passes."""
        try:
            tree = expression.parse_unary_tests(text or "-", self.names, self.types, self.members)
        except FeelError as problem:
            self.report(element, problem, row)
            return nodes.UnaryTests(()), lambda value, e: None
        build = Compiler(known=self.names)
        test = unary_tests(build, tree, Site())
        self.free |= build.free - self.names
        return tree, test

    def compiled_tree(self, tree: nodes.Node) -> Code:
        """A syntax tree that was parsed here."""
        build = Compiler(known=self.names)
        code = build.code(tree, Site())
        self.free |= build.free - self.names
        return code
