"""Arithmetic, comparison, logic, ranges, lists, contexts, if and instance of."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic, budget, nodes, types, values
from engine.feel.code import Build, Code, Env, Site, constant
from engine.feel.values import Range, equal, less, less_equal


def negate(build: Build, node: nodes.Negate, site: Site) -> Code:
    """`-x`."""
    read = build.code(node.operand, site)
    if type(node.operand) is nodes.Literal:
        return constant(arithmetic.negate(node.operand.value))
    return lambda e: arithmetic.negate(read(e))


def chain(build: Build, node: nodes.Chain, site: Site) -> Code:
    """Operators of one precedence, from the left."""
    first = build.code(node.first, site)
    rest = [(arithmetic.OPERATORS[operator], build.code(operand, site)) for operator, operand in node.rest]
    if len(rest) == 1:
        operation, operand = rest[0]
        return lambda e: operation(first(e), operand(e))

    def run(e: Env) -> Any:
        value = first(e)
        for operation, operand in rest:
            value = operation(value, operand(e))
        return value

    return run


def logic(build: Build, node: nodes.Logic, site: Site) -> Code:
    """Ternary `and` and `or`: what is no boolean counts as null; the rest is not evaluated once it is decided."""
    parts = [build.code(operand, site) for operand in node.operands]
    decisive = node.operator == "or"
    if len(parts) == 2:
        return _either(*parts) if decisive else _both(*parts)

    def run(e: Env) -> bool | None:
        result: bool | None = not decisive
        for part in parts:
            value = part(e)
            if value is decisive:
                return bool(decisive)
            if value is not (not decisive):
                result = None
        return result

    return run


def _both(left: Code, right: Code) -> Code:
    def run(e: Env) -> bool | None:
        first = left(e)
        if first is False:
            return False
        second = right(e)
        if second is False:
            return False
        return True if first is True and second is True else None

    return run


def _either(left: Code, right: Code) -> Code:
    def run(e: Env) -> bool | None:
        first = left(e)
        if first is True:
            return True
        second = right(e)
        if second is True:
            return True
        return False if first is False and second is False else None

    return run


def not_equal(left: Any, right: Any) -> bool | None:
    """FEEL `!=`."""
    result = equal(left, right)
    return None if result is None else not result


COMPARISONS: dict[str, Callable[[Any, Any], bool | None]] = {
    "=": equal,
    "!=": not_equal,
    "<": less,
    "<=": less_equal,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: less_equal(right, left),
}


def compare(build: Build, node: nodes.Compare, site: Site) -> Code:
    """`left op right`; against a constant number or text without a detour."""
    left, right = build.code(node.left, site), build.code(node.right, site)
    if type(node.right) is nodes.Literal:
        quick = constant_comparison(node.operator, node.right.value)
        if quick is not None:
            return lambda e: quick(left(e))
    operation = COMPARISONS[node.operator]
    return lambda e: operation(left(e), right(e))


def constant_comparison(operator: str, value: Any) -> Callable[[Any], bool | None] | None:
    """A test against a constant number or text; None when there is no quick one."""
    kind = type(value)
    if kind is not Decimal and kind is not str:
        return None
    match operator:
        case "=":
            return lambda x: x == value if x.__class__ is kind else (False if x is None else None)
        case "!=":
            return lambda x: x != value if x.__class__ is kind else (True if x is None else None)
        case "<":
            return lambda x: x < value if x.__class__ is kind else None
        case "<=":
            return lambda x: x <= value if x.__class__ is kind else None
        case ">":
            return lambda x: x > value if x.__class__ is kind else None
        case ">=":
            return lambda x: x >= value if x.__class__ is kind else None
    return None


def between(build: Build, node: nodes.Between, site: Site) -> Code:
    """`value between low and high`, both ends included."""
    read, low, high = (build.code(part, site) for part in (node.value, node.low, node.high))

    def run(e: Env) -> bool | None:
        value = read(e)
        after, before = less_equal(low(e), value), less_equal(value, high(e))
        if after is False or before is False:
            return False
        return True if after and before else None

    return run


def instance_of(build: Build, node: nodes.InstanceOf, site: Site) -> Code:
    """`value instance of type`."""
    read, wanted = build.code(node.value, site), node.type
    return lambda e: types.conforms(read(e), wanted)


def list_of(build: Build, node: nodes.ListOf, site: Site) -> Code:
    """`[a, b]`."""
    build.loops = True
    parts = [build.code(item, site) for item in node.items]

    def run(e: Env) -> list[Any]:
        budget.tick(len(parts))
        return [part(e) for part in parts]

    return run


def interval(build: Build, node: nodes.Interval, site: Site) -> Code:
    """`[low..high]` as a value; null when the ends do not fit together."""
    low_closed, high_closed = node.low_closed, node.high_closed
    if node.operator and node.low is not None:
        point, operator = build.code(node.low, site), node.operator
        return lambda e: _point(point(e), operator)
    if node.low is None or node.high is None:
        end, below = build.code(node.low or node.high or nodes.Literal(None), site), node.low is None
        return lambda e: _half(end(e), below, high_closed if below else low_closed)
    low, high = build.code(node.low, site), build.code(node.high, site)
    if type(node.low) is nodes.Literal and type(node.high) is nodes.Literal:
        return constant(values.make_range(node.low.value, node.high.value, low_closed, high_closed))
    return lambda e: values.make_range(low(e), high(e), low_closed, high_closed)


def _point(value: Any, operator: str) -> Range | None:
    if values.order(value, value) is None:
        return None
    return Range(value, value, operator == "=", operator == "=", operator=operator)


def _half(end: Any, below: bool, closed: bool) -> Range | None:
    if values.order(end, end) is None:
        return None
    if below:
        return Range(None, end, False, closed, bounded_low=False)
    return Range(end, None, closed, False, bounded_high=False)


def context(build: Build, node: nodes.Context, site: Site) -> Code:
    """`{a: 1, b: a + 1}`."""
    build.loops = True
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        inside = site.bind(key) if type(value) is nodes.Function else site
        entries.append((key, build.code(value, inside)))
        site = site.bind(key)

    def run(e: Env) -> dict[str, Any]:
        budget.tick(1 + len(entries))
        inner, result = e.copy(), {}
        for key, read in entries:
            inner[key] = result[key] = read(inner)
        return result

    return run


def if_(build: Build, node: nodes.If, site: Site) -> Code:
    """Anything but true takes the `else`; a strict one gives null for what is no boolean."""
    condition, yes, no = (build.code(part, site) for part in (node.condition, node.yes, node.no))
    if not node.strict:
        return lambda e: yes(e) if condition(e) is True else no(e)

    def run(e: Env) -> Any:
        decided = condition(e)
        if decided is True:
            return yes(e)
        return no(e) if decided is False else None

    return run
