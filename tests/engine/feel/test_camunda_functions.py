"""What Camunda's editor offers beyond DMN, in the form that its documentation gives; what is not pure is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel.builtins.registry import BUILT_INS
from engine.feel.values import literal

OFFERED = [
    "not(negand)", "get value(context, key)", "get value(context, keys)", "get entries(context)",
    "context put(context, keys, value)", "context put(context, key, value)", "context merge(contexts)",
    "context(entries)", "string(from)", "number(from)", "number(from, grouping separator)",
    "number(from, grouping separator, decimal separator)", "date(from)", "date(year, month, day)", "time(from)",
    "time(hour, minute, second)", "time(hour, minute, second, offset)", "date and time(from)",
    "date and time(date, time)", "date and time(date, timezone)", "duration(from)",
    "years and months duration(from, to)", "from json(value)", "to json(value)", "list contains(list, element)",
    "count(list)", "min(list)", "max(list)", "sum(list)", "product(list)", "mean(list)", "median(list)",
    "stddev(list)", "mode(list)", "all(list)", "any(list)", "sublist(list, start position)",
    "sublist(list, start position, length)", "append(list, items)", "concatenate(lists)",
    "insert before(list, position, newItem)", "remove(list, position)", "reverse(list)", "index of(list, match)",
    "union(list)", "distinct values(list)", "duplicate values(list)", "flatten(list)", "sort(list, precedes)",
    "string join(list)", "string join(list, delimiter)", "string join(list, delimiter, prefix, suffix)",
    "is empty(list)", "partition(list, size)", "decimal(n, scale)", "floor(n)", "floor(n, scale)", "ceiling(n)",
    "ceiling(n, scale)", "round up(n, scale)", "round down(n, scale)", "round half up(n, scale)",
    "round half down(n, scale)", "abs(n)", "modulo(dividend, divisor)", "sqrt(number)", "log(number)",
    "exp(number)", "odd(number)", "even(number)", "substring(string, start position)",
    "substring(string, start position, length)", "string length(string)", "upper case(string)", "lower case(string)",
    "substring before(string, match)", "substring after(string, match)", "contains(string, match)",
    "starts with(string, match)", "ends with(string, match)", "matches(input, pattern)",
    "matches(input, pattern, flags)", "replace(input, pattern, replacement)",
    "replace(input, pattern, replacement, flags)", "split(string, delimiter)", "extract(string, pattern)",
    "trim(string)", "to base64(value)", "from base64(value)", "is blank(string)", "now()", "today()",
    "day of week(date)", "day of year(date)", "week of year(date)", "month of year(date)", "last day of month(date)",
    "is defined(value)", "get or else(value, default)", "assert(value, condition)", "assert(value, condition, cause)",
    "before(point1, point2)", "after(range, point)", "meets(range1, range2)", "met by(range1, range2)",
    "overlaps(range1, range2)", "overlaps before(range1, range2)", "overlaps after(range1, range2)",
    "finishes(point, range)", "finished by(range, point)", "includes(range, point)", "during(point, range)",
    "starts(point, range)", "started by(range, point)", "coincides(point1, point2)",
]  # fmt: skip


@pytest.mark.parametrize("signature", OFFERED)
def test_every_function_that_the_editor_offers_is_there_by_position_and_by_name(signature: str) -> None:
    name, _, rest = signature.rstrip(")").partition("(")
    parameters = [part for part in rest.split(", ") if part]

    assert BUILT_INS[name].positional(len(parameters)) is not None
    assert not parameters or BUILT_INS[name].named(parameters) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get or else(x, "none")', '"none"'),
        ('get or else("a", "none")', '"a"'),
        ("is defined(x)", "false"),
        ("is defined({a: 1}.a)", "true"),
        ('assert(5, 5 > 3, "too small")', "5"),
        ('get value({a: {b: 1}}, ["a", "b"])', "1"),
        ('get value({a: {b: 1}}, ["a", "c", "d"])', "null"),
        ("get value({a: 1}, [])", "null"),
        ('get value(context: {a: {b: 1}}, keys: ["a"])', "{b: 1}"),
        ('get value(context: {a: 1}, key: "a")', "1"),
        ('context put({x: 1}, ["y", "z"], 2)', "null"),
        ('context put({x: 1, y: {}}, ["y", "z"], 2)', "{x: 1, y: {z: 2}}"),
        ('trim("  a b ")', '"a b"'),
        ('is blank("  ")', "true"),
        ("is empty([])", "true"),
        ('to base64("FEEL 价格")', '"RkVFTCDku7fmoLw="'),
        ('from base64("RkVFTCDku7fmoLw=")', '"FEEL 价格"'),
        ('from base64("?")', "null"),
        ('from base64("/w==")', "null"),
        ('to json({a: [1, true, null, "x"]})', r'"{\"a\":[1,true,null,\"x\"]}"'),
        (r'from json("{\"a\": 0.1000000000000000000001, \"b\": [1, null]}").a', "0.1000000000000000000001"),
        ('from json("[1, 2")', "null"),
        ('from json("NaN")', "null"),
        (r'from json("\"\\ud83d\"")', "null"),
        (r'from json("\"\\ud83d\\udc0e\"")', '"🐎"'),
        ('from json("1e9999")', "null"),
        ('from json("\\"a\\"")', '"a"'),
        ('extract("references are 1234, 1256", "12[0-9]*")', '["1234", "1256"]'),
        ('string join(["a", "b"], ", ", "[", "]")', '"[a, b]"'),
        ("round half up(5.5, 0)", "6"),
        ("round half down(5.5, 0)", "5"),
        ("round up(1.121, 2)", "1.13"),
        ("round down(-1.126, 2)", "-1.12"),
        ("duplicate values([1, 2, 3, 2, 1])", "[1, 2]"),
        ("partition([1, 2, 3, 4, 5], 2)", "[[1, 2], [3, 4], [5]]"),
        ("partition([1], 0)", "null"),
        ('last day of month(date("2024-02-05"))', "2024-02-29"),
        ('date and time(@"2020-07-31T14:27:30@Europe/Berlin", "America/Los_Angeles")',
         "2020-07-31T05:27:30@America/Los_Angeles"),
        ('date and time(@"2020-07-31T14:27:30", "Z")', "2020-07-31T14:27:30Z"),
        ('date and time(@"2020-07-31T14:27:30Z", "+08:00")', "2020-07-31T22:27:30+08:00"),
        ('date and time(@"2020-07-31T14:27:30Z", "../../etc/passwd")', "null"),
        ('date and time(@"2020-07-31", "Z")', "null"),
        ("append(list: [1], items: 2)", "[1, 2]"),
    ],
)  # fmt: skip
def test_the_value_is_the_one_that_camunda_gives(text: str, expected: str) -> None:
    assert literal(feel.compile_expression(text).evaluate({})) == expected


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("1 + uuid()", "第 1 行第 5 列：uuid() 每次计算都会得到不同的值", "column 5: uuid() would give another"),
        ("random number() > 1", "random number() 每次计算", "random number() would give another value"),
        ('fromAi(toolCall.x, "the x")', "的值由人工智能填写", "is filled in by artificial intelligence"),
        ("function(x) external {java: {}}", "第 1 行第 13 列：外部函数", "column 13: an external function"),
        ("[1, uuid()]", "第 1 行第 5 列", "line 1, column 5"),
    ],
)  # fmt: skip
def test_functions_that_are_not_pure_are_refused(text: str, zh: str, en: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as refused:
        feel.compile_expression(text)

    assert zh in refused.value.message("zh") and en in refused.value.message("en")


def test_a_function_of_that_name_that_the_expression_makes_is_its_own() -> None:
    assert feel.compile_expression("{uuid: function() 1, x: uuid()}.x").evaluate({}) == 1


@pytest.mark.parametrize("condition", ["false", "null", "1", "x > 3"])
def test_an_assertion_that_does_not_hold_fails_with_its_cause(condition: str) -> None:
    with pytest.raises(feel.FeelError) as failed:
        feel.compile_expression(f'assert(1, {condition}, "价格必须大于 3")').evaluate({"x": 2})

    assert "价格必须大于 3" in failed.value.message("zh")
    assert failed.value.code == "feel.assertion"


def test_half_a_character_is_no_json() -> None:
    assert feel.compile_expression("to json(v)").evaluate({"v": "\ud83d"}) is None
    assert feel.compile_expression("to base64(v)").evaluate({"v": "\ud83d"}) is None


@given(st.text(max_size=30))
def test_base64_and_back(text: str) -> None:
    value = feel.compile_expression("from base64(to base64(v))").evaluate({"v": text})

    assert value == text


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8), st.lists))
def test_json_and_back(value: Any) -> None:
    again = feel.compile_expression("from json(to json(v))").evaluate({"v": value})

    assert feel.to_json(again) == value
