"""Names with spaces, operators, Chinese and emoji; and what is said about full-width punctuation."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel

VARIABLES: dict[str, Any] = {
    "金额": 1200,
    "折扣": 200,
    "价格-折扣": 7,
    "金额（元）": 5,
    "订单": {"客户 名称": "华为", "金额（元）": 9},
    "first name": "Li",
    "days in weekend": 2,
    "🐎 数量": 3,
}
NAMES = frozenset({"价格-折扣", "金额（元）", "days in weekend", "first name", "🐎 数量"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金额 > 1000", True),
        ("金额-折扣", 1000),
        ("价格-折扣", 7),
        ("价格 - 折扣", 7),
        ("金额（元） + 1", 6),
        ("订单.金额（元）", 9),
        ("订单.客户 名称", "华为"),
        ("first name", "Li"),
        ("days in weekend + 1", 3),
        ("for i in days in weekend return i", [2]),
        ("🐎 数量 * 2", 6),
        ("{单价: 2, 总价: 单价 * 3}.总价", 6),
    ],
)
def test_a_name_is_matched_by_its_longest_known_spelling(text: str, expected: Any) -> None:
    assert feel.to_json(feel.compile_expression(text, NAMES).evaluate(VARIABLES)) == expected


def test_unknown_neighbours_join_into_one_name() -> None:
    assert feel.compile_expression("客户 等级 = 1").free == {"客户 等级"}


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [("金额（1）", "（", "("), ("max(1，2)", "，", ","), ("金额＞1", "＞", ">")],
)
def test_a_full_width_character_gets_its_half_width_remedy(text: str, found: str, remedy: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as problem:
        feel.compile_expression(text)

    assert found in problem.value.message("zh")
    assert f"'{remedy}'" in problem.value.message("zh")
    assert f"Write '{remedy}'" in problem.value.message("en")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("1 +", 1, 4, "ends too early"),
        ("a ==\n b", 1, 3, "single '='"),
        ("if a\nthen b", 2, 7, "ends too early"),
        ('"abc', 1, 1, "closing quote"),
        ("[1, 2", 1, 6, "ends too early"),
        ("1 2", 1, 3, "'2' does not belong here"),
        ("a between 1 or 2", 1, 13, "expected and"),
        ('@"2024-13-01"', 1, 1, "no date"),
        ("/* x", 1, 1, "not closed"),
        ("1 instance of colour", 1, 15, "unknown type 'colour'"),
        ("1e99999", 1, 1, "out of range"),
    ],
)
def test_a_syntax_error_names_line_column_and_remedy(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as problem:
        feel.compile_expression(text)

    assert (problem.value.line, problem.value.column) == (line, column)
    assert words in problem.value.message("en")
    assert f"第 {line} 行第 {column} 列" in problem.value.message("zh")
