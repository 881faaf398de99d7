"""Numbers and times on their way out of an expression into a variable."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1200.00", 1200),
        ("12.30", 12.3),
        ("0.1 + 0.2", 0.3),
        ("1/3", 0.333333333333333),
        ("9007199254740992", 9007199254740992),
        ("90071992547409930", 9.00719925474099e16),
        ('@"2026-01-31"', "2026-01-31"),
        ('@"2026-01-31T08:00:00+08:00"', "2026-01-31T08:00:00+08:00"),
        ('@"PT2H"', "PT2H"),
        ('{a: [1, null, "x"], b: true}', {"a": [1, None, "x"], "b": True}),
    ],
)
def test_a_result_becomes_json(text: str, expected: Any) -> None:
    value = feel.to_json(feel.compile_expression(text).evaluate({}))

    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("text", ["function(a) a", "[1..2]", "{a: abs}", "10**400"])
def test_what_json_cannot_hold_is_refused(text: str) -> None:
    value = feel.compile_expression(text).evaluate({})

    with pytest.raises(feel.FeelError):
        feel.to_json(value)


def test_variables_are_not_changed_by_an_evaluation() -> None:
    variables = {"a": {"b": [1, {"c": 2}]}}

    feel.compile_expression('context put(a, "b", append(a.b, 3))').evaluate(variables)

    assert variables == {"a": {"b": [1, {"c": 2}]}}


def test_a_variable_that_is_no_json_is_refused() -> None:
    with pytest.raises(feel.FeelError):
        feel.compile_expression("a").evaluate({"a": object()})
