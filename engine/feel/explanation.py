"""Why an expression is null: a second, instrumented run. The normal run pays nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel import builtins, expression, nodes, reasons
from engine.feel.code import MEMO, RAW, Code, Env, Site
from engine.feel.compiler import Compiler
from engine.feel.errors import place
from engine.feel.members import member
from engine.feel.printer import Printer
from engine.feel.reasons import Reason, Told
from engine.feel.values import FeelFunction

MAX_REASONS = 50
SHOWN = 60


@dataclass
class _Instrumented(Compiler):
    """`seen` holds the last value of every node, by its id: right after a node it is that of its parts."""

    text: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    told: dict[int, Reason] = field(default_factory=dict)
    seen: dict[int, Any] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    def code(self, node: nodes.Node, site: Site) -> Code:
        read = self._path(node, site) if type(node) is nodes.Path else super().code(node, site)
        why = _WHY.get(type(node))
        seen, key = self.seen, id(node)

        def watched(e: Env) -> Any:
            value = seen[key] = read(e)
            if value is None and why is not None and key not in self.asked:
                self.asked.add(key)
                found = why(self, node, site)
                if found is not None:
                    self.tell(*found)
            return value

        return watched

    def _path(self, node: nodes.Path, site: Site) -> Code:
        source = self.code(node.source, site)

        def read(e: Env) -> Any:
            items = source(e)
            value = member(items, node.member)
            if type(items) is list and items and value == [None] * len(items):
                self.tell(node.position, reasons.of_path(_written(node), node.member, items))
            return value

        return read

    def value(self, node: nodes.Node) -> Any:
        """What a part was, the last time."""
        return node.value if type(node) is nodes.Literal else self.seen.get(id(node))

    def tell(self, position: int, told: Told) -> None:
        """Keep the first reason of each place."""
        if position not in self.told and len(self.told) < MAX_REASONS:
            kind, zh, en = told
            line, column = place(self.text, position)
            self.told[position] = Reason(zh, en, kind, line, column)


Found = tuple[int, Told] | None


def _name(run: _Instrumented, node: nodes.Name, site: Site) -> Found:
    return node.position, reasons.of_name(node.name, run.variables, site.bound)


def _path(run: _Instrumented, node: nodes.Path, site: Site) -> Found:
    return node.position, reasons.of_path(_written(node), node.member, run.value(node.source))


def _written(node: nodes.Path) -> str:
    text = Printer().write(node)
    return text if len(text) <= SHOWN else f"…{text[-SHOWN:]}"


def _chain(run: _Instrumented, node: nodes.Chain, site: Site) -> Found:
    parts = [run.value(node.first), *(run.value(operand) for _, operand in node.rest)]
    index, told = reasons.of_chain([operator for operator, _ in node.rest], parts)
    return (node.positions[index] if node.positions else 0), told


def _negate(run: _Instrumented, node: nodes.Negate, site: Site) -> Found:
    return node.position, reasons.of_negation(run.value(node.operand))


def _compare(run: _Instrumented, node: nodes.Compare, site: Site) -> Found:
    return node.position, reasons.of_comparison(node.operator, run.value(node.left), run.value(node.right))


def _logic(run: _Instrumented, node: nodes.Logic, site: Site) -> Found:
    return node.position, reasons.of_logic(node.operator, [run.value(operand) for operand in node.operands])


def _between(run: _Instrumented, node: nodes.Between, site: Site) -> Found:
    return node.position, reasons.of_between(*map(run.value, (node.value, node.low, node.high)))


def _in(run: _Instrumented, node: nodes.In, site: Site) -> Found:
    return node.position, reasons.of_membership(run.value(node.value))


def _interval(run: _Instrumented, node: nodes.Interval, site: Site) -> Found:
    ends = [run.value(end) for end in (node.low, node.high) if end is not None]
    return node.position, reasons.of_interval(ends[0], ends[-1])


def _filter(run: _Instrumented, node: nodes.Filter, site: Site) -> Found:
    position, items = run.value(node.condition), run.value(node.source)
    if type(position) is not Decimal or _element(items, position) is not None:
        return None
    return node.position, reasons.of_filter(items, position)


def _element(items: Any, position: Decimal) -> Any:
    """Something where the position exists."""
    count = len(items) if type(items) is list else 0 if items is None else 1
    return True if position == int(position) and 1 <= abs(position) <= count else None


def _for(run: _Instrumented, node: nodes.For, site: Site) -> Found:
    return node.position, reasons.of_loop("for", [run.value(part.domain) for part in node.iterators])


def _quantified(run: _Instrumented, node: nodes.Quantified, site: Site) -> Found:
    domains = [run.value(part.domain) for part in node.iterators]
    if any(domain is None for domain in domains):
        return node.position, reasons.of_loop(node.quantifier, domains)
    return node.position, reasons.of_logic(node.quantifier, [run.value(node.body)])


def _call(run: _Instrumented, node: nodes.Call, site: Site) -> Found:
    function = node.function
    arguments = [run.value(argument) for argument in node.arguments]
    name, position = (function.name, function.position) if type(function) is nodes.Name else ("(…)", node.position)
    built_in = builtins.find(name) if name not in site.bound else None
    if built_in is not None:
        return position, reasons.of_call(built_in, arguments, node.names)
    callee = run.value(function)
    if type(callee) is FeelFunction:
        return position, reasons.of_own_function(name, callee, len(arguments))
    if callee is None and type(function) is nodes.Name:
        run.told.pop(position, None)  # it is no variable that is missing
    return position, reasons.of_unknown_function(name, callee)


_WHY: dict[type, Callable[[_Instrumented, Any, Site], Found]] = {
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Chain: _chain,
    nodes.Negate: _negate,
    nodes.Compare: _compare,
    nodes.Logic: _logic,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.Interval: _interval,
    nodes.Filter: _filter,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.Call: _call,
}


def explain(text: str, variables: dict[str, Any], names: frozenset[str] = frozenset()) -> list[Reason]:
    """The parts of the expression that were null over these JSON variables, innermost first; raises FeelError."""
    build = _Instrumented(raw=True, text=text, variables=variables)
    code = expression.guarded(lambda: build.code(expression.parse(text, names), Site()))
    expression.guarded(lambda: code({RAW: variables, MEMO: {}}))
    return list(build.told.values())
