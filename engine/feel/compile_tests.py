"""Unary tests and `in`: a test is compiled to f(value, env), so the value needs no scope of its own.

Only a test that mentions `?` pays for a copy of the scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.feel import nodes
from engine.feel.code import Build, Code, Env, Site, Test
from engine.feel.compile_operators import COMPARISONS, constant_comparison
from engine.feel.values import Range, equal, within


def in_(build: Build, node: nodes.In, site: Site) -> Code:
    """`value in tests`: true when one passes, null when none does and one cannot tell."""
    read, test = build.code(node.value, site), any_of(build, node.tests, site, cell=False)
    return lambda e: test(read(e), e)


def unary_tests(build: Build, node: nodes.UnaryTests, site: Site) -> Test:
    """The tests of a decision table cell."""
    if not node.tests:
        return lambda value, e: True
    test = any_of(build, node.tests, site, cell=True)
    if not node.negated:
        return test

    def negated(value: Any, e: Env) -> bool | None:
        result = test(value, e)
        return None if result is None else not result

    return negated


def any_of(build: Build, tests: Sequence[nodes.Node], site: Site, *, cell: bool) -> Test:
    """At least one of the tests; a list of text constants is one look-up."""
    words = [test.value for test in tests if type(test) is nodes.Literal and type(test.value) is str]
    if len(words) == len(tests) > 1:
        return _one_of(frozenset(words))
    parts = [_test(build, test, site, cell) for test in tests]
    if len(parts) == 1:
        return parts[0]

    def run(value: Any, e: Env) -> bool | None:
        result: bool | None = False
        for part in parts:
            passed = part(value, e)
            if passed is True:
                return True
            if passed is None:
                result = None
        return result

    return run


def _one_of(words: frozenset[str]) -> Test:
    def run(value: Any, e: Env) -> bool | None:
        if value.__class__ is str:
            return value in words
        return False if value is None else None

    return run


def _test(build: Build, node: nodes.Node, site: Site, cell: bool) -> Test:
    if type(node) is nodes.Test:
        return _operator(build, node, site)
    if type(node) is nodes.Interval:
        return _interval(build, node, site)
    if type(node) is nodes.Literal and type(node.value) in (str, Decimal, bool):
        return _constant(node.value)
    if cell and nodes.mentions(node, "?"):
        return _question(build.code(node, site.bind("?")))
    return _expression(build.code(node, site), cell)


def _constant(wanted: Any) -> Test:
    kind = type(wanted)

    def run(value: Any, e: Env) -> bool | None:
        return bool(value == wanted) if value.__class__ is kind else equal(value, wanted)

    return run


def _operator(build: Build, node: nodes.Test, site: Site) -> Test:
    operand = build.code(node.operand, site)
    if type(node.operand) is nodes.Literal:
        quick = constant_comparison(node.operator, node.operand.value)
        if quick is not None:
            return lambda value, e: quick(value)
    operation = COMPARISONS[node.operator]
    return lambda value, e: operation(value, operand(e))


def _interval(build: Build, node: nodes.Interval, site: Site) -> Test:
    read = build.code(node, site)
    low, high = node.low, node.high
    if type(low) is nodes.Literal and type(high) is nodes.Literal and not node.operator:
        fixed = read({})
        if type(low.value) is Decimal and type(high.value) is Decimal and fixed is not None:
            return _numbers(fixed)
        return lambda value, e: matches(value, fixed)
    return lambda value, e: matches(value, read(e))


def _numbers(interval: Range) -> Test:
    low, high, low_closed, high_closed = interval.low, interval.high, interval.low_closed, interval.high_closed

    def run(value: Any, e: Env) -> bool | None:
        if value.__class__ is not Decimal:
            return matches(value, interval)
        if value < low or (value == low and not low_closed):
            return False
        return bool(value < high or (value == high and high_closed))

    return run


def _question(read: Code) -> Test:
    def run(value: Any, e: Env) -> bool | None:
        inner = e.copy()
        inner["?"] = value
        result = read(inner)
        if result is True or result is False:
            return result
        return None if result is None else matches(value, result)

    return run


def _expression(read: Code, cell: bool) -> Test:
    def run(value: Any, e: Env) -> bool | None:
        wanted = read(e)
        if cell and wanted is True and type(value) is not bool:
            return True
        return matches(value, wanted)

    return run


def matches(value: Any, wanted: Any) -> bool | None:
    """Whether a value passes what a test evaluates to: a range, a list of values and ranges, or an equal value."""
    if type(wanted) is Range:
        return equal(value, wanted) if type(value) is Range else within(value, wanted)
    if type(wanted) is list:
        if type(value) is list and equal(value, wanted) is True:
            return True
        return any(_element(value, element) for element in wanted)
    return equal(value, wanted)


def _element(value: Any, element: Any) -> bool:
    if type(element) is Range and type(value) is not Range:
        return within(value, element) is True
    return equal(value, element) is True
