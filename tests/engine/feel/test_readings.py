"""Where variables are read, and what can be read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine import feel
from tests.engine.feel.expressions import NAMES, broken, expressions

KNOWN = {"a", "b", "c", "a-b", "a+b", "价格", "折扣", "价格-折扣", "b - c", "first-name", "date", "time", "a-1", "订单"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a-b", [("a-b", "(a) - (b)", 1, 1)]),
        ("1 +\n  a - b > 2", [("a-b", "(a) - (b)", 2, 3)]),
        ("a+b", [("a+b", "(a) + (b)", 1, 1)]),
        ("价格-折扣 > 100", [("价格-折扣", "(价格) - (折扣)", 1, 1)]),
        ("b-c + a-b", [("b - c", "(b) - (c)", 1, 1), ("a-b", "(a) - (b)", 1, 7)]),
        ("a-1", [("a-1", "(a) - 1", 1, 1)]),
        ("订单.价格-折扣", [("价格-折扣", "(价格) - (折扣)", 1, 4)]),
        ("if date and time then 1 else 2", [("date and time", "(date) and (time)", 1, 4)]),
        ('date and time("2024-01-01T00:00:00")', []),
        ("(a) - b", []),
        ("first-name", []),
        ('"a-b"', []),
        ("a * b", []),
    ],
)
def test_both_readings_are_told(text: str, found: list[tuple[str, str, int, int]]) -> None:
    told = feel.ambiguities(text, KNOWN)

    assert [(it.name, it.operation, it.line, it.column) for it in told] == found


def test_the_sentence_says_how_to_write_either() -> None:
    (told,) = feel.ambiguities("价格-折扣", KNOWN)

    assert told.sentence.zh == (
        "第 1 行第 1 列：“价格-折扣”是一个已知的名称，也可以读作运算 (价格) - (折扣)；"
        "这里按名称读取。若要运算，请写成 (价格) - (折扣)"
    )
    assert told.sentence.en == (
        "line 1, column 1: '价格-折扣' is a known name and can also be read as (价格) - (折扣); "
        "here it is the name. To calculate, write (价格) - (折扣)"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a + order.total", [(0, "a"), (4, "order")]),
        ("for i in rows return i + a", [(9, "rows"), (25, "a")]),
        ("rows[qty > limit].price", [(0, "rows")]),
        ("a-b + 订单号\n + a", [(0, "a-b"), (6, "订单号"), (13, "a")]),
        ("unknown call(x)", [(0, "unknown call"), (13, "x")]),
        ("{k: a, l: k + b}", [(4, "a"), (14, "b")]),
        ('sum([1, 2]) + count(date("2024-01-01"))', []),
    ],
)
def test_where_variables_are_read(text: str, found: list[tuple[int, str]]) -> None:
    places = feel.free_names(text, KNOWN)

    assert [(it.position, it.name) for it in places] == found


@given(expressions | broken)
def test_they_agree_with_the_compiler(text: str) -> None:
    try:
        compiled = feel.compile_expression.__wrapped__(text, NAMES)
        feel.ambiguities(text, NAMES)
    except feel.FeelError:
        return
    places = feel.free_names(text, NAMES)

    assert {it.name for it in places} == compiled.free
    assert all(text.split("\n")[it.line - 1][it.column - 1] == it.name[0] for it in places)
