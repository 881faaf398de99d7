"""Boxed expressions to closures: literal, context, invocation, function, list, relation, conditional, loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.decisions import watch, xml
from engine.decisions.grammar import EXPRESSIONS
from engine.decisions.place import Place
from engine.decisions.table import Table
from engine.decisions.xml import Element
from engine.feel import nodes, types
from engine.feel.code import Code, Env, Site, constant
from engine.feel.compile_calls import invoke_named
from engine.feel.compiler import Compiler
from engine.feel.types import Type
from engine.feel.values import FeelFunction


def of(place: Place, parent: Element) -> Code:
    """The expression that is a child of `parent`; null when there is none."""
    element = xml.child(parent, *EXPRESSIONS)
    return constant(None) if element is None else compiled(place, element)


def compiled(place: Place, element: Element) -> Code:
    """Any boxed expression; its typeRef coerces the result."""
    return typed(place, _KINDS[xml.local(element)](place, element), element)


def typed(place: Place, read: Code, declared: Element | None) -> Code:
    """The code with its result coerced to the type that an element declares."""
    wanted = place.items.of(declared)
    if declared is None or wanted is None or wanted.kind == "any":
        return read
    if place.watcher is not None:
        read = place.watcher.coercion(read, wanted, declared, xml.name(declared) or place.owner)
    return lambda e: types.coerce(read(e), wanted)


def _literal(place: Place, element: Element) -> Code:
    return place.literal(element, xml.text(element))


def _table(place: Place, element: Element) -> Code:
    built = Table(place, element)
    place.tables.append(built)
    return built.run


def _context(place: Place, element: Element) -> Code:
    entries: list[tuple[str, Code]] = []
    result: Code | None = None
    for entry in xml.children(element, "contextEntry"):
        variable = xml.child(entry, "variable")
        if variable is None:
            result = of(place, entry)
            continue
        key = xml.name(entry)
        inside = place.with_names(key) if xml.child(entry, "functionDefinition") is not None else place
        entries.append((key, typed(place, of(inside, entry), variable)))
        place = place.with_names(key)

    def run(e: Env) -> Any:
        inner, built = e.copy(), {}
        for key, read in entries:
            inner[key] = built[key] = read(inner)
        return built if result is None else result(inner)

    return run


def _invocation(place: Place, element: Element) -> Code:
    callee = of(place, element)
    bindings = list(xml.children(element, "binding"))
    parameters = [xml.child(binding, "parameter") for binding in bindings]
    names = tuple("" if parameter is None else xml.name(parameter) for parameter in parameters)
    values = [of(place, binding) for binding in bindings]

    def run(e: Env) -> Any:
        function = callee(e)
        if type(function) is not FeelFunction:
            return None
        return invoke_named(function, names, [read(e) for read in values])

    return run


def function(place: Place, element: Element, result: Type | None = None) -> Code:
    """A function value; kinds other than FEEL would run foreign code and give null."""
    parameters = list(xml.children(element, "formalParameter"))
    names = tuple(xml.name(parameter) for parameter in parameters)
    wanted = tuple(place.items.of(parameter) for parameter in parameters)
    if element.get("kind", "FEEL") != "FEEL":
        return constant(FeelFunction(names, lambda given: None, wanted))
    body = of(place.with_names(*names), element)

    def make(e: Env) -> FeelFunction:
        def run(given: list[Any]) -> Any:
            inner = e.copy()
            for name, value, type_ in zip(names, given, wanted, strict=True):
                inner[name] = types.coerce(value, type_)
                if inner[name] is None and value is not None:
                    watch.argument(e.get(watch.WARNINGS), element, name, value, type_)
                    return None
            return types.coerce(body(inner), result)

        return FeelFunction(names, run, wanted, result)

    return make


def _list(place: Place, element: Element) -> Code:
    parts = [compiled(place, part) for part in xml.children(element, *EXPRESSIONS)]
    return lambda e: [part(e) for part in parts]


def _relation(place: Place, element: Element) -> Code:
    columns = [xml.name(column) for column in xml.children(element, "column")]
    rows = [[compiled(place, cell) for cell in xml.children(row, *EXPRESSIONS)] for row in xml.children(element, "row")]
    return lambda e: [{key: cell(e) for key, cell in zip(columns, row, strict=False)} for row in rows]


def _part(place: Place, element: Element, name: str) -> nodes.Node:
    part = xml.child(element, name)
    return nodes.Literal(None) if part is None else nodes.Compiled(of(place, part))


def _conditional(place: Place, element: Element) -> Code:
    condition, yes, no = (_part(place, element, name) for name in ("if", "then", "else"))
    return Compiler().code(nodes.If(condition, yes, no, strict=True), Site())


def _filter(place: Place, element: Element) -> Code:
    source = _part(place, element, "in")
    match = _part(place.with_names("item"), element, "match")
    return Compiler().code(nodes.Filter(source, match, strict=True), Site())


def _for(place: Place, element: Element) -> Code:
    name = element.get("iteratorVariable", "item")
    iterator = nodes.Iterator(name, _part(place, element, "in"))
    body = _part(place.with_names(name, "partial"), element, "return")
    returned = xml.child(element, "return")
    asks = returned is not None and any("partial" in (text or "") for text in returned.itertext())
    build = _WithPartial() if asks else Compiler()
    return build.code(nodes.For((iterator,), body), Site())


class _WithPartial(Compiler):
    """A loop whose compiled body reads `partial`, which the loop cannot see and keeps only when it is read."""

    def code(self, node: nodes.Node, site: Site) -> Code:
        if isinstance(node, nodes.Compiled):
            self.used.add("partial")
        return super().code(node, site)


def _quantified(quantifier: str) -> Callable[[Place, Element], Code]:
    def build(place: Place, element: Element) -> Code:
        name = element.get("iteratorVariable", "item")
        iterator = nodes.Iterator(name, _part(place, element, "in"))
        body = _part(place.with_names(name), element, "satisfies")
        return Compiler().code(nodes.Quantified(quantifier, (iterator,), body, strict=True), Site())

    return build


_KINDS: dict[str, Callable[[Place, Element], Code]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": function,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified("some"),
    "every": _quantified("every"),
}
