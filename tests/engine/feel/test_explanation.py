"""Why a result is null: place, kind and sentence of every part."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from engine import feel
from tests.engine.feel.expressions import NAMES, broken, expressions

VARIABLES: dict[str, Any] = {
    "order": {"total": 6, "lines": [{"qty": 1}], "note": None},
    "s": "abc",
    "n": None,
    "d": 0,
    "amount": 5,
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("amuont + 1", [(1, 1, "unknown_name"), (1, 8, "null_operand")]),
        ("n + 1", [(1, 1, "empty"), (1, 3, "null_operand")]),
        ("1 +\n  n", [(2, 3, "empty"), (1, 3, "null_operand")]),
        ("order.totl", [(1, 7, "unknown_member")]),
        ("order.note", [(1, 7, "empty")]),
        ("order.note.x", [(1, 7, "empty"), (1, 12, "null_operand")]),
        ("s.length", [(1, 3, "wrong_type")]),
        ('1 + 2 + "a"', [(1, 7, "wrong_type")]),
        ("-s", [(1, 1, "wrong_type")]),
        ("amount / d", [(1, 8, "division_by_zero")]),
        ("modulo(amount, d)", [(1, 1, "division_by_zero")]),
        ("10 ** 9999", [(1, 4, "overflow")]),
        ('amount < "a"', [(1, 8, "wrong_type")]),
        ('amount = "a"', [(1, 8, "wrong_type")]),
        ("null < amount", [(1, 6, "null_operand")]),
        ("true and s", [(1, 6, "wrong_type")]),
        ("n or false", [(1, 1, "empty"), (1, 3, "null_operand")]),
        ("s between 1 and 2", [(1, 3, "wrong_type")]),
        ("n between 1 and 2", [(1, 1, "empty"), (1, 3, "null_operand")]),
        ("s in [1..2]", [(1, 3, "wrong_type")]),
        ("[5..1]", [(1, 1, "wrong_type")]),
        ("[1, 2][5]", [(1, 7, "index_out_of_range")]),
        ("order.lines[3].qty", [(1, 12, "index_out_of_range"), (1, 16, "null_operand")]),
        ("sublist([1], 5)", [(1, 1, "index_out_of_range")]),
        ("for i in n return i", [(1, 10, "empty"), (1, 1, "null_operand")]),
        ('for i in "a".."b" return i', [(1, 1, "not_iterable")]),
        ("some i in [5] satisfies i", [(1, 1, "wrong_type")]),
        ("for i in order.lines return i.x", [(1, 31, "unknown_member")]),
        ('sbstring("a")', [(1, 1, "unknown_function")]),
        ("order(1)", [(1, 1, "wrong_type")]),
        ("(1)(2)", [(1, 4, "wrong_type")]),
        ("(function(a) a)(1, 2)", [(1, 16, "wrong_arguments")]),
        ("(function(a) external {java: {}})(1)", [(1, 34, "no_result")]),
        ("{f: function(a) a, x: f()}.x", [(1, 23, "wrong_arguments"), (1, 28, "empty")]),
        ("substring(5, 1)", [(1, 1, "wrong_type")]),
        ("substring(null, 1)", [(1, 1, "null_operand")]),
        ("abs()", [(1, 1, "wrong_arguments")]),
        ('contains(string: "a", pattern: "b")', [(1, 1, "wrong_arguments")]),
        ('date("31.1.2026")', [(1, 1, "failed_conversion")]),
        ('number("1,5")', [(1, 1, "failed_conversion")]),
        ("sqrt(-1)", [(1, 1, "no_result")]),
        ("get or else(n, 1)", [(1, 13, "empty")]),
        ("amount + 1", []),
        ("null", []),
    ],
)
def test_each_part_has_place_and_kind(text: str, told: list[tuple[int, int, str]]) -> None:
    reasons = feel.explain(text, VARIABLES)

    assert [(it.line, it.column, it.kind) for it in reasons] == told
    assert all(it.zh and it.en for it in reasons)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("amuont", "没有名为 amuont 的变量，是否指 amount", "there is no variable amuont, did you mean amount"),
        (
            "order.lines[1].qyt",
            "路径 order.lines[1].qyt 没有值：没有成员 qyt",
            "the path order.lines[1].qyt has no value: there is no member qyt",
        ),
        ('1 + "a"', "+ 不适用于数字和文本", "+ does not fit a number and a text"),
        (
            "substring(5, 1)",
            "函数 substring 的第 1 个参数是数字，应为文本",
            "argument 1 of substring is a number, it must be a text",
        ),
        ('date("x")', '"x" 不能转换为 date', '"x" cannot be converted by date'),
        ("[1][2]", "位置 2 超出范围，列表有 1 个元素", "the position 2 is out of range: the list has 1 elements"),
        (
            "sbstring(s)",
            "没有名为 sbstring 的函数，是否指 substring",
            "there is no function sbstring, did you mean substring",
        ),
    ],
)
def test_the_sentence_is_for_people(text: str, zh: str, en: str) -> None:
    reason = feel.explain(text, VARIABLES)[0]

    assert (reason.zh, reason.en) == (zh, en)


@settings(max_examples=400, deadline=None)
@given(expressions | broken)
def test_an_explanation_raises_only_what_the_evaluation_raises(text: str) -> None:
    try:
        value = feel.compile_expression.__wrapped__(text, NAMES).evaluate(VARIABLES)
    except feel.FeelError:
        return
    reasons = feel.explain(text, VARIABLES, NAMES)

    assert all(1 <= it.line <= text.count("\n") + 1 and it.column >= 1 and it.kind for it in reasons)
    assert reasons or value is not None or "null" in text or "from json" in text
