"""Canonical text: parsing it gives the same tree, whatever the expression."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from engine.feel import expression, printer
from engine.feel.errors import FeelError
from engine.feel.types import Type
from engine.feel.values import literal
from tests.engine.feel.expressions import NAMES, broken, expressions

VARIABLES: dict[str, Any] = {
    "x": 3,
    "y": {"z": [1, "a", None]},
    "lines": [{"qty": 1, "k": [2]}, {"qty": 2.5}],
    "a": 5,
    "b": 2.5,
    "a-b": [1, 2],
    "价格": 12.3,
    "价格-折扣": True,
    "金额（元）": "30",
    "date": "2024-02-29",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a+1  >  2 and(x)", "a + 1 > 2 and x"),
        ("(a)-b", "(a) - (b)"),
        ("a-b", "a-b"),
        ("(1+2)+3", "(1 + 2) + 3"),
        ("1+(2*3)", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("-(2)**2", "-2 ** 2"),
        ("x in <5", "x in (< 5)"),
        ("x in ]1..5[", "x in ((1..5))"),
        ('{ "a" : 1 }', "{a: 1}"),
        ('{"a-c":1}', '{"a-c": 1}'),
        ("if x then 1 else(if y then 2 else 3)", "if x then 1 else if y then 2 else 3"),
        ("1+if x then 1 else 2", "1 + (if x then 1 else 2)"),
        (r'"a\u0022\nb"', r'"a\"\nb"'),
        ('x instance of date and time', "x instance of date and time"),
        ('(x instance of date) and time', "(x instance of date) and time"),
        ("1.50", "1.5"),
        ('date( "2024-01-01" )', 'date("2024-01-01")'),
        ("substring( string : x,start position:2)", "substring(string: x, start position: 2)"),
        ("订单 . 金额 // total", "订单.金额"),
    ],
)  # fmt: skip
def test_the_canonical_text(text: str, expected: str) -> None:
    assert feel.canonical(text, NAMES) == expected


def test_a_text_that_grows_too_long_is_written_all_the_same() -> None:
    assert feel.canonical("+".join(["a"] * 20_000)) == " + ".join(["a"] * 20_000)


@pytest.mark.parametrize("text", ["-", "not(1, < 2)", "(not(x))", "[1..2], < 3, a", "not(x) = 1", "? > 3", "(>5)"])
def test_tests_of_a_cell_print_and_parse(text: str) -> None:
    tree = expression.parse_unary_tests(text)

    assert expression.parse_unary_tests(printer.to_text(tree)) == tree


def test_named_types_keep_their_names() -> None:
    types = {"tOrder": Type("context", fields=(("total", Type("number")),))}
    tree = expression.parse("x instance of list<tOrder>", types=types)

    assert printer.to_text(tree, types=types) == "x instance of list<tOrder>"


@settings(max_examples=600, deadline=None)
@given(expressions)
def test_parse_print_parse_is_stable(text: str) -> None:
    try:
        tree = expression.parse(text, NAMES)
    except FeelError:
        return
    printed = printer.to_text(tree, NAMES)
    again = expression.parse(printed, NAMES)

    assert again == tree
    assert printer.to_text(again, NAMES) == printed


@settings(max_examples=600, deadline=None)
@given(expressions | broken | st.text(max_size=30))
def test_nothing_but_a_feel_error_and_nothing_changed(text: str) -> None:
    variables = copy.deepcopy(VARIABLES)
    try:
        compiled = feel.compile_expression.__wrapped__(text, NAMES)
        results = [literal(compiled.evaluate(variables)) for _ in range(2)]
    except FeelError as problem:
        assert problem.message("zh") and problem.message("en")
        assert problem.__cause__ is None
    else:
        assert "now" in text or "today" in text or results[0] == results[1]
    assert variables == VARIABLES
