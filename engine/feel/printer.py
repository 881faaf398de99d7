"""A syntax tree as canonical FEEL: the same blanks, quotes and brackets however it was written.

Parsing the result with the same names gives the same tree again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from engine.feel import expression, lexer, names, nodes
from engine.feel.errors import FeelError, FeelSyntaxError, FeelTooComplex
from engine.feel.stream import ADD, AND, COMPARE, MULTIPLY, OR, POWER
from engine.feel.temporal import TEMPORAL
from engine.feel.types import Type
from engine.feel.values import literal

ANY, PREFIX, POSTFIX, PRIMARY = 0, POWER + 1, POWER + 2, POWER + 3
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_WORDS = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)*")
_CHAIN = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER}


class Printer:
    """Writes nodes. `careful` puts brackets around names that could be read as the start of a longer one."""

    def __init__(self, careful: bool = False) -> None:
        self.careful = careful

    def write(self, node: nodes.Node, minimum: int = ANY) -> str:
        """The node, in brackets where it binds less tightly than `minimum`."""
        writer = _WRITERS.get(type(node))
        if writer is None:
            raise FeelError(reason=f"{type(node).__name__} has no text")
        level, text = writer(self, node)
        return f"({text})" if level < minimum else text

    def listed(self, parts: tuple[nodes.Node, ...]) -> str:
        """Parts with commas between."""
        return ", ".join([self.write(part) for part in parts])

    def name(self, text: str) -> tuple[int, str]:
        """A variable or path: in brackets when in doubt and not alone."""
        return (OR if self.careful else PRIMARY), text


def to_text(
    tree: nodes.Node,
    known: frozenset[str] = frozenset(),
    types: Mapping[str, Type] | None = None,
    members: frozenset[str] = frozenset(),
) -> str:
    """Canonical FEEL for a tree that was parsed with these names, types and members. Raises FeelError only."""

    def work() -> str:
        text = Printer().write(tree)
        parse = expression.parse_unary_tests if isinstance(tree, nodes.UnaryTests) else expression.parse
        with suppress(FeelSyntaxError):  # what cannot be read back is written with more brackets
            if parse(text, known, types, members) == tree:
                return text
        return Printer(careful=True).write(tree)

    try:
        return expression.guarded(work)
    except FeelTooComplex:  # at the bounds of a text: too long to be read back
        return expression.guarded(lambda: Printer().write(tree))


def canonical(text: str, known: frozenset[str] = frozenset()) -> str:
    """The canonical text of an expression. Raises FeelError only."""
    return to_text(expression.parse(text, known), known)


def _literal(printer: Printer, node: nodes.Literal) -> tuple[int, str]:
    value = node.value
    if type(value) is str:
        return PRIMARY, quoted(value)
    if type(value) in TEMPORAL:
        return PRIMARY, f'@"{value}"'
    if type(value) is Decimal:
        return PREFIX, literal(value)
    return PRIMARY, literal(value)


def quoted(text: str) -> str:
    """A text as a FEEL string."""
    return f'"{text.translate(_ESCAPES)}"'


def _key(key: str) -> str:
    plain = _WORDS.fullmatch(key) and not any(word in lexer.KEYWORDS for word in key.split()) and names.spelled(key)
    return key if plain else quoted(key)


def _path(printer: Printer, node: nodes.Path) -> tuple[int, str]:
    return printer.name(f"{printer.write(node.source, POSTFIX)}.{node.member}")


def _filter(printer: Printer, node: nodes.Filter) -> tuple[int, str]:
    return POSTFIX, f"{printer.write(node.source, POSTFIX)}[{printer.write(node.condition)}]"


def _call(printer: Printer, node: nodes.Call) -> tuple[int, str]:
    arguments = [printer.write(argument) for argument in node.arguments]
    if node.names is not None:
        arguments = [f"{_key(key)}: {value}" for key, value in zip(node.names, arguments, strict=True)]
    function = node.function.name if type(node.function) is nodes.Name else printer.write(node.function, POSTFIX)
    return POSTFIX, f"{function}({', '.join(arguments)})"


def _chain(printer: Printer, node: nodes.Chain) -> tuple[int, str]:
    level = _CHAIN[node.rest[0][0]]
    parts = [printer.write(node.first, level + 1)]
    parts += [f"{operator} {printer.write(operand, level + 1)}" for operator, operand in node.rest]
    return level, " ".join(parts)


def _logic(printer: Printer, node: nodes.Logic) -> tuple[int, str]:
    level = OR if node.operator == "or" else AND
    return level, f" {node.operator} ".join([printer.write(operand, level + 1) for operand in node.operands])


def _compare(printer: Printer, node: nodes.Compare) -> tuple[int, str]:
    return COMPARE, f"{printer.write(node.left, ADD)} {node.operator} {printer.write(node.right, ADD)}"


def _between(printer: Printer, node: nodes.Between) -> tuple[int, str]:
    value, low, high = (printer.write(part, ADD) for part in (node.value, node.low, node.high))
    return COMPARE, f"{value} between {low} and {high}"


def _in(printer: Printer, node: nodes.In) -> tuple[int, str]:
    return COMPARE, f"{printer.write(node.value, ADD)} in ({printer.listed(node.tests)})"


def _instance(printer: Printer, node: nodes.InstanceOf) -> tuple[int, str]:
    """Alone in its brackets: `date and time` may follow, and `<`."""
    return ANY, f"{printer.write(node.value, ADD)} instance of {type_text(node.type)}"


def type_text(wanted: Type) -> str:
    """A type as it is written after `instance of`."""
    if wanted.name:
        return wanted.name
    if wanted.kind in ("list", "range") and wanted.item is not None:
        return f"{wanted.kind}<{type_text(wanted.item)}>"
    if wanted.kind == "context" and wanted.fields:
        return f"context<{', '.join(f'{key}: {type_text(type_)}' for key, type_ in wanted.fields)}>"
    if wanted.kind == "function" and wanted.item is not None:
        return f"function<{', '.join(map(type_text, wanted.parameters))}> -> {type_text(wanted.item)}"
    return wanted.kind


def _interval(printer: Printer, node: nodes.Interval) -> tuple[int, str]:
    low, high = node.low, node.high
    if low is not None and node.operator:
        return PRIMARY, f"({node.operator} {printer.write(low, ADD)})"
    if low is None and high is not None:
        return PRIMARY, f"({'<=' if node.high_closed else '<'} {printer.write(high, ADD)})"
    if low is not None and high is None:
        return PRIMARY, f"({'>=' if node.low_closed else '>'} {printer.write(low, ADD)})"
    start, end = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return PRIMARY, f"{start}{_end(printer, low)}..{_end(printer, high)}{end}"


def _end(printer: Printer, node: nodes.Node | None) -> str:
    """An end of a range; whatever may hold a bracket stands in its own."""
    simple = node is None or type(node) in (nodes.Literal, nodes.Name, nodes.Path)
    return "null" if node is None else printer.write(node, PREFIX if simple else PRIMARY)


def _context(printer: Printer, node: nodes.Context) -> tuple[int, str]:
    return PRIMARY, "{" + ", ".join([f"{_key(key)}: {printer.write(value)}" for key, value in node.entries]) + "}"


def _if(printer: Printer, node: nodes.If) -> tuple[int, str]:
    condition, yes, no = (printer.write(part) for part in (node.condition, node.yes, node.no))
    return ANY, f"if {condition} then {yes} else {no}"


def _iterators(printer: Printer, parts: tuple[nodes.Iterator, ...]) -> str:
    written = []
    for part in parts:
        end = "" if part.end is None else f"..{printer.write(part.end, ADD)}"
        written.append(f"{part.name} in {printer.write(part.domain, ADD)}{end}")
    return ", ".join(written)


def _for(printer: Printer, node: nodes.For) -> tuple[int, str]:
    return ANY, f"for {_iterators(printer, node.iterators)} return {printer.write(node.body)}"


def _quantified(printer: Printer, node: nodes.Quantified) -> tuple[int, str]:
    return ANY, f"{node.quantifier} {_iterators(printer, node.iterators)} satisfies {printer.write(node.body)}"


def _function(printer: Printer, node: nodes.Function) -> tuple[int, str]:
    declared = [name if type_ is None else f"{name}: {type_text(type_)}" for name, type_ in node.parameters]
    body = "external {}" if node.body is None else printer.write(node.body)
    return ANY, f"function({', '.join(declared)}) {body}"


def _test(printer: Printer, node: nodes.Test) -> tuple[int, str]:
    return ANY, f"{node.operator} {printer.write(node.operand, ADD)}"


def _unary_tests(printer: Printer, node: nodes.UnaryTests) -> tuple[int, str]:
    if not node.tests:
        return ANY, "-"
    if node.negated:
        return ANY, f"not({printer.listed(node.tests)})"
    text = printer.listed(node.tests)
    only = node.tests[0] if len(node.tests) == 1 else None
    negated = type(only) is nodes.Call and type(only.function) is nodes.Name and only.function.name == "not"
    return ANY, f"({text})" if negated else text


_WRITERS: dict[type, Callable[[Printer, Any], tuple[int, str]]] = {
    nodes.Literal: _literal,
    nodes.Name: lambda printer, node: printer.name(node.name),
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.Negate: lambda printer, node: (PREFIX, f"-{printer.write(node.operand, PREFIX)}"),
    nodes.Chain: _chain,
    nodes.Logic: _logic,
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.InstanceOf: _instance,
    nodes.ListOf: lambda printer, node: (PRIMARY, f"[{printer.listed(node.items)}]"),
    nodes.Interval: _interval,
    nodes.Context: _context,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.Function: _function,
    nodes.Test: _test,
    nodes.UnaryTests: _unary_tests,
}
