"""Attacks by text: each ends quickly in a value or a FeelError, whatever it multiplies, nests or repeats."""

from __future__ import annotations

import time

import pytest

from engine import feel

CEILING_SECONDS = 4.0
"""Twice the time limit of an evaluation: the machine may be busy."""

NESTED = {
    "parentheses": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "contexts": ("{a:", "1", "}"),
    "calls": ("abs(", "1", ")"),
    "conditions": ("if true then ", "1", " else 0"),
    "loops": ("for i in [1] return ", "1", ""),
    "functions": ("function(x) ", "1", ""),
    "filters": ("x[", "1", "]"),
    "ranges": ("[1..", "2", "["),
    "tests": ("1 in (", "1", ")"),
    "tests with lists": ("1 in (2, 3 in (", "1", "))"),
    "signs": ("-", "1", ""),
    "negations": ("not(", "true", ")"),
}

ATTACKS = {
    "a loop over a billion": "for i in 1..1000000000 return i",
    "a product of loops": "for a in 1..100000, b in 1..100000 return a",
    "some over a billion": "some i in 1..1000000000 satisfies i < 0",
    "every in a filter": "[1..3][every j in 1..1000000000 satisfies j > 0]",
    "loops of loops": "count(for i in 1..3000 return count(for j in 1..3000 return i*j))",
    "a partial that doubles": "for i in 1..40 return concatenate(partial, partial)",
    "text that doubles": '{t: for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1]}.t[40]',
    "a tower of powers": "10**10**10**10",
    "a huge exponent": "exp(10**9)",
    "endless recursion": "(function(f) f(f))(function(f) f(f))",
    "two calls each time": "(function(f, n) f(f, n))(function(f, n) f(f, n + 1) + f(f, n + 1), 0)",
    "a pattern with a huge repeat": 'matches("a", "a{1000000000}")',
    "a pattern that backtracks": f'matches("{"a" * 60}b", "^(a|aa)+$")',
    "nested repeats": f'matches("{"a" * 60}", "(((a{{1,900}}){{1,900}}){{1,900}})b")',
    "a replacement that explodes": f'replace("{"a" * 5000}", "a", "{"b" * 5000}")',
    "dates without end": 'for d in @"0001-01-01"..@"999999999-12-31" return d',
    "a sort that asks too often": "sort(for i in 1..200000 return -i, function(a, b) a < b)",
    "values compared with each other": "distinct values(for i in 1..100000 return i)",
    "a huge duration": 'string(@"P1D" * 10**20)',
    "join a big list": 'string join(for i in 1..200000 return "aaaaaaaaaa", "bbbbbbbbbb")',
}


def _ends(text: str) -> None:
    started = time.monotonic()
    try:
        feel.compile_expression(text).evaluate({"x": [1, 2]})
    except feel.FeelError as problem:
        assert problem.message("zh")
        assert problem.message("en")
    assert time.monotonic() - started < CEILING_SECONDS


@pytest.mark.parametrize("depth", [10, 35, 79, 3000])
@pytest.mark.parametrize("kind", NESTED)
def test_nesting_is_refused_or_answered_at_once(kind: str, depth: int) -> None:
    before, inner, after = NESTED[kind]

    _ends(before * depth + inner + after * depth)


@pytest.mark.parametrize("name", ATTACKS)
def test_work_without_end_is_stopped(name: str) -> None:
    _ends(ATTACKS[name])


def test_lists_that_share_their_elements_cannot_be_unfolded() -> None:
    layers = ", ".join(
        f"l{n}: [l{n - 1},l{n - 1},l{n - 1},l{n - 1},l{n - 1},l{n - 1},l{n - 1},l{n - 1}]" for n in range(1, 10)
    )
    shared = f"{{l0: [1], {layers}}}.l9"

    _ends(f"string({shared})")
    _ends(f"{shared} = {shared}")
    _ends(f"flatten({shared})")
    value = feel.compile_expression(shared).evaluate({})
    with pytest.raises(feel.FeelTooComplex):
        feel.to_json(value)


def test_a_long_text_is_refused() -> None:
    with pytest.raises(feel.FeelTooComplex):
        feel.compile_expression("1" * 70_000)


def test_a_long_chain_is_fine_where_it_is_flat() -> None:
    text = "+".join(["1"] * 20_000)

    assert feel.to_json(feel.compile_expression(text).evaluate({})) == 20_000


@pytest.mark.parametrize("text", ["1" + "=1" * 5000, "a" + ".b" * 5000, "a" + "[1]" * 5000])
def test_a_long_chain_that_nests_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelTooComplex):
        feel.compile_expression(text)


def test_the_budget_is_new_for_every_evaluation() -> None:
    expression = feel.compile_expression("count(for i in 1..20000 return i)")

    results = {feel.to_json(expression.evaluate({})) for _ in range(30)}

    assert results == {20_000}
