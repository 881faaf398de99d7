"""Common mistakes: the error names line and column, what was expected, and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine import feel
from engine.feel.problems import PROBLEMS
from tests.engine.feel.expressions import broken


@pytest.mark.parametrize(
    ("text", "column", "zh", "en"),
    [
        ("a == 1", 3, "单个 '='", "a single '='"),
        ("a === 1", 3, "单个 '='", "a single '='"),
        ("a = = 1", 3, "单个 '='", "a single '='"),
        ("a !== 1", 3, "改写为“!=”", "Write '!='"),
        ("a <> 1", 3, "改写为“!=”", "Write '!='"),
        ("a && b", 3, "改写为“and”", "Write 'and'"),
        ("a || b", 3, "改写为“or”", "Write 'or'"),
        ("!x", 1, "改写为“not(…)”", "Write 'not(…)'"),
        ("a and !x", 7, "改写为“not(…)”", "Write 'not(…)'"),
        ("a => 1", 3, "改写为“>=”", "Write '>='"),
        ("sort(l, x => 1)", 11, "function(x) …", "function(x) …"),
        ("a =< 1", 3, "改写为“<=”", "Write '<='"),
        ("a % 2", 3, "modulo(a, b)", "modulo(a, b)"),
        ("a ^ 2", 3, "改写为“**”", "Write '**'"),
        ("a ?? b", 3, "get or else(a, b)", "get or else(a, b)"),
        ("a?.b", 2, "改写为“.”", "Write '.'"),
        ("a ? b : c", 3, "if a then b else c", "if a then b else c"),
        ('a > 3 ? "x" : "y"', 7, "if a then b else c", "if a then b else c"),
        ("a += 1", 3, "不能给变量赋值", "cannot assign"),
        ("a++", 2, "不能给变量赋值", "cannot assign"),
        ("a; b", 2, "分号", "semicolons"),
        ("${x}", 1, "不用 ${…}", "does not use ${…}"),
        ("=a", 1, "开头多了一个“=”", "at the start"),
        ("a = 'VIP'", 5, '改写为 "VIP"', 'Write "VIP"'),
        ("a = ‘VIP’", 5, '改写为 "VIP"', 'Write "VIP"'),
        ("a = “VIP”", 5, '改写为 "VIP"', 'Write "VIP"'),
        ("a = “VIP", 5, "改写为半角的 '\"'", "Write '\"'"),
        ("a = 'VIP", 5, '改写为 "…"', 'Write "…"'),
        ("sum(a，b)", 6, "改写为半角的 ','", "Write ','"),
        ("（a）", 1, "改写为半角的 '('", "Write '('"),
        ("【a】", 1, "改写为半角的 '['", "Write '['"),
        ("a ＆ b", 3, "改写为半角的 '&'", "Write '&'"),
        ("[1, 2,]", 6, "请删除这个逗号", "Remove the comma"),
        ("[1, 2,] + 3", 6, "请删除这个逗号", "Remove the comma"),
        ("f(1,)", 4, "请删除这个逗号", "Remove the comma"),
        ("{a: 1,}", 6, "请删除这个逗号", "Remove the comma"),
        ("True", 1, "改写为“true”", "Write 'true'"),
        ("a = False", 5, "改写为“false”", "Write 'false'"),
        ("a = None", 5, "改写为“null”", "Write 'null'"),
        ("undefined", 1, "改写为“null”", "Write 'null'"),
        ("a AND b", 3, "改写为“and”", "Write 'and'"),
        ("a = 1 OR b", 7, "改写为“or”", "Write 'or'"),
        ("not a", 1, "not(…)", "not(…)"),
        ("a is null", 3, "= null", "= null"),
        ("(a", 3, "第 1 行第 1 列的“(”没有右括号", "'(' at line 1, column 1 is not closed"),
        ("[1..3", 6, "请补上“]”", "Add ']'"),
        ("{a: 1", 6, "请补上“}”", "Add '}'"),
        ("sum([1, 2)", 10, "应为 ]", "expected ]"),
        ("a)", 2, "没有左括号", "nothing opens it"),
        ("}", 1, "没有左括号", "nothing opens it"),
        ("", 1, "表达式是空的", "is empty"),
        ("1 +", 4, "“+”后面缺少一个值", "missing after '+'"),
        ("a and", 6, "“and”后面缺少一个值", "missing after 'and'"),
        ("if a then b else", 17, "“else”后面缺少一个值", "missing after 'else'"),
        ("if a then b", 12, "缺少“else”", "'else' is missing"),
        ("for i in x", 11, "缺少“return”", "'return' is missing"),
        ("every i in x", 13, "缺少“satisfies”", "'satisfies' is missing"),
        ("a between 1", 12, "缺少“and”", "'and' is missing"),
        ("function(a", 11, "没有右括号", "is not closed"),
    ],
)
def test_a_common_mistake_gets_place_and_remedy(text: str, column: int, zh: str, en: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as wrong:
        feel.compile_expression(text)

    assert (wrong.value.line, wrong.value.column) == (1, column)
    assert zh in wrong.value.message("zh") and f"第 1 行第 {column} 列" in wrong.value.message("zh")
    assert en in wrong.value.message("en") and f"line 1, column {column}" in wrong.value.message("en")


def test_the_line_counts() -> None:
    with pytest.raises(feel.FeelSyntaxError) as wrong:
        feel.compile_expression("a and\n  b && c")

    assert (wrong.value.line, wrong.value.column) == (2, 5)


@pytest.mark.parametrize(
    "text", ["[1, ]2..3[]", "{True: 1}.True", "for None in [1] return None", "x.undefined", "[1..3)", "]1..3[", "a.AND"]
)
def test_what_is_feel_stays_feel(text: str) -> None:
    feel.compile_expression(text)


def test_a_known_name_of_another_language_is_a_name() -> None:
    assert feel.compile_expression("None + 1", frozenset({"None"})).evaluate({"None": 1}) == 2
    assert feel.compile_expression("R AND D", frozenset({"R AND D"})).evaluate({"R AND D": 1}) == 1


def test_every_problem_is_said_in_both_languages() -> None:
    for zh, en in PROBLEMS.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
        assert en.isascii() or "…" in en


@given(broken)
def test_an_error_always_has_a_place_in_the_text(text: str) -> None:
    try:
        feel.compile_expression.__wrapped__(text)
    except feel.FeelSyntaxError as wrong:
        lines = text.split("\n")
        assert 1 <= wrong.line <= len(lines)
        assert 1 <= wrong.column <= len(lines[wrong.line - 1]) + 1
    except feel.FeelError as other:
        assert other.code == "feel.too_complex"
