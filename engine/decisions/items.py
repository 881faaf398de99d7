"""Item definitions: the types that a model names, with their allowed values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.decisions import xml
from engine.decisions.xml import Element
from engine.feel import FeelError, expression, nodes, types
from engine.feel.code import Site
from engine.feel.compile_tests import unary_tests
from engine.feel.compiler import Compiler
from engine.feel.types import ANY, Type

CAMUNDA_7 = {"integer": "number", "long": "number", "double": "number"}
"""What Camunda 7 calls numbers."""
NO_TESTS = nodes.UnaryTests(())


class ItemTypes:
    """The types of one model and, under `alias.name`, of those it imports."""

    def __init__(self, root: Element, imported: dict[str, ItemTypes]) -> None:
        self._definitions = {item.get("name", ""): item for item in xml.children(root, "itemDefinition")}
        self._resolved: dict[str, Type] = {}
        self._open: set[str] = set()
        self._imported = imported
        self.problems: list[tuple[Element, FeelError]] = []
        self.members = {
            " ".join(part.get("name", "").split()) for item in self._definitions.values() for part in _components(item)
        }

    def named(self) -> dict[str, Type]:
        """All types by the name that an expression writes."""
        found = {name: self._definition(name) for name in self._definitions}
        for alias, other in self._imported.items():
            prefix = f"{alias}." if alias else ""
            found.update({prefix + name: type_ for name, type_ in other.named().items()})
        return found

    def resolve(self, reference: str | None) -> Type | None:
        """The type of a typeRef in any spelling; None when there is none or it is not known."""
        if not reference:
            return None
        name = reference.rpartition("}")[2].strip()
        if name not in self._definitions:
            name = name.rpartition(":")[2]
        if name in self._definitions:
            return self._definition(name)
        alias, _, rest = name.partition(".")
        if rest and alias in self._imported:
            return self._imported[alias].resolve(rest)
        found = self._imported[""].resolve(name) if "" in self._imported else None
        return found or types.simple(CAMUNDA_7.get(name, name))

    def domain(self, reference: str | None) -> nodes.UnaryTests:
        """The allowed values of a simple type, as tests; none when everything is allowed."""
        name = (reference or "").rpartition("}")[2].strip()
        alias, _, rest = name.partition(".")
        item = self._definitions.get(name, self._definitions.get(name.rpartition(":")[2]))
        if item is None:
            return self._imported[alias].domain(rest) if rest and alias in self._imported else NO_TESTS
        allowed = xml.child(item, "typeConstraint", "allowedValues")
        if allowed is None or item.get("isCollection") == "true" or xml.child(item, "itemComponent") is not None:
            return NO_TESTS
        try:
            return expression.parse_unary_tests(xml.text(allowed) or "-", frozenset(self.members))
        except FeelError:
            return NO_TESTS

    def of(self, element: Element | None) -> Type | None:
        """The type of a variable, column or parameter."""
        return None if element is None else self.resolve(element.get("typeRef"))

    def _definition(self, name: str) -> Type:
        if name in self._resolved:
            return self._resolved[name]
        if name in self._open:
            return ANY
        self._open.add(name)
        self._resolved[name] = built = self._build(self._definitions[name])
        self._open.discard(name)
        return built

    def _build(self, item: Element) -> Type:
        base = self._base(item)
        allowed = xml.child(item, "allowedValues")
        if allowed is not None:
            base = self._restricted(base, allowed)
        if item.get("isCollection") == "true":
            base = Type("list", item=base)
        constraint = xml.child(item, "typeConstraint")
        return base if constraint is None else self._restricted(base, constraint)

    def _base(self, item: Element) -> Type:
        components = list(xml.children(item, "itemComponent"))
        if components:
            fields = tuple((" ".join(part.get("name", "").split()), self._build(part)) for part in components)
            return Type("context", fields=fields)
        function = xml.child(item, "functionItem")
        if function is not None:
            inputs = tuple(self.of(part) or ANY for part in xml.children(function, "parameters"))
            return Type("function", item=self.resolve(function.get("outputTypeRef")), parameters=inputs)
        reference = xml.child(item, "typeRef")
        return self.resolve(reference.text if reference is not None else None) or ANY

    def _restricted(self, base: Type, allowed: Element) -> Type:
        test = self._test(allowed)
        return base if test is None else types.restrict(base, test)

    def _test(self, element: Element) -> Callable[[Any], Any] | None:
        text = xml.text(element)
        if not text:
            return None
        try:
            tree = expression.parse_unary_tests(text, frozenset(self.members))
        except FeelError as problem:
            self.problems.append((element, problem))
            return None
        test = unary_tests(Compiler(), tree, Site())
        return lambda value: test(value, {})


def _components(item: Element) -> Iterator[Element]:
    for part in xml.children(item, "itemComponent"):
        yield part
        yield from _components(part)
