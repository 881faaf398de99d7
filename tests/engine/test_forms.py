"""Forms: faults are told at their field in two languages, and no schema holds the checker or reaches out."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from engine import errors, forms
from kit.errors import Rejected

DOUBLING = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)} | {"a40": {}}


def fault(schema: dict[str, Any], **variables: Any) -> errors.FieldInvalid:
    with pytest.raises(Rejected) as refused:
        forms.check(schema, variables)
    (failure,) = refused.value.failures
    assert isinstance(failure, errors.FieldInvalid)
    return failure


@pytest.mark.parametrize(
    ("schema", "value", "zh", "en"),
    [
        ({"type": "number"}, "1", "应为数字", "Must be a number"),
        ({"type": ["number", "string"]}, True, "应为数字或文本", "Must be a number or text"),
        (
            {"enum": ["reached", "no_answer"]},
            "x",
            "只能是 reached, no_answer 之一",
            "Must be one of reached, no_answer",
        ),
        ({"minimum": 1}, 0, "不能小于 1", "Must be at least 1"),
        ({"exclusiveMinimum": 0}, 0, "必须大于 0", "Must be above 0"),
        ({"maximum": 720}, 721, "不能大于 720", "Must be at most 720"),
        ({"multipleOf": 0.01}, 0.001, "必须是 0.01 的整数倍", "Must be a multiple of 0.01"),
        ({"maxLength": 2}, "长长长", "最多 2 个字符", "At most 2 characters"),
        ({"minItems": 1}, [], "至少 1 行", "At least 1 rows"),
        ({"uniqueItems": True}, [{"a": 1}, {"a": 1}], "不能有重复的行", "No row may come twice"),
        (
            {"pattern": "^[0-9]+$"},
            "x",
            "格式不对，应符合 ^[0-9]+$",
            "The format is not right; it should match ^[0-9]+$",
        ),
        ({"format": "date"}, "24.12.2026", "应为 date 格式", "Must have the format date"),
    ],
)
def test_a_fault_is_told_in_both_languages(schema: dict[str, Any], value: Any, zh: str, en: str) -> None:
    told = fault({"properties": {"x": schema}}, x=value)

    assert (told.at, told.message("zh"), told.message("en")) == ("variables.x", zh, en)


def test_a_missing_field_is_the_place_of_its_fault() -> None:
    told = fault({"properties": {"rows": {"items": {"required": ["sku"]}}}}, rows=[{"sku": "A"}, {}])

    assert (told.at, told.message("zh")) == ("variables.rows[1].sku", "缺少这一项，请填写")


def test_what_a_form_does_not_ask_for_is_named() -> None:
    told = fault({"properties": {"x": {}}, "additionalProperties": False}, x=1, secret=2)

    assert told.message("en") == "The form does not ask for “secret”; remove it"


def test_names_that_a_pattern_allows_are_asked_for() -> None:
    schema = {"patternProperties": {"^x_": {"type": "string"}}, "additionalProperties": False}

    forms.check(schema, {"x_note": "ok"})
    assert fault(schema, x_note=1).at == "variables.x_note"
    fault(schema, y="not asked for")


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("^[0-9]+$", "12", "12\n"),
        (r"^\d+$", "12", "１２"),
        (r"^[$¥]\d+\$$", "$5$", "$5"),
        (r"^a[\]$]b$", "a$b", "a$b\n"),
    ],
)
def test_a_pattern_means_what_it_means_in_the_browser(pattern: str, good: str, bad: str) -> None:
    schema = {"properties": {"x": {"pattern": pattern}}}

    forms.check(schema, {"x": good})
    fault(schema, x=bad)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^(a|a)*$"}, "a" * 60 + "b"),
        ({"patternProperties": {"^(a|a)*$": {}}}, {"a" * 60 + "b": 1}),
        ({"$ref": "#/$defs/a0"}, 1),
        ({"$ref": "#/properties/x"}, 1),
        ({"$ref": "#/$defs/nowhere"}, 1),
        ({"pattern": "["}, "x"),
    ],
)
def test_a_schema_without_end_is_the_forms_fault_and_soon(schema: dict[str, Any], value: Any) -> None:
    began = time.monotonic()

    with pytest.raises(errors.FormBroken):
        forms.check({"$defs": DOUBLING, "properties": {"x": schema}}, {"x": value})

    assert time.monotonic() - began < 5


def test_a_schema_does_not_reach_for_another_document(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/schema").respond_with_json({"type": "string"})

    with pytest.raises(errors.FormBroken):
        forms.check({"properties": {"x": {"$ref": httpserver.url_for("/schema")}}}, {"x": 1})

    assert httpserver.log == []


def test_many_rows_are_compared_in_time_that_grows_as_they_do() -> None:
    began = time.monotonic()

    forms.check({"properties": {"x": {"uniqueItems": True}}}, {"x": [{"n": n} for n in range(20_000)]})

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("node", "place"),
    [
        ({"pattern": "["}, "properties/x/pattern"),
        ({"patternProperties": {"[": {}}}, "properties/x/patternProperties"),
        ({"$ref": "https://example.com/schema"}, "properties/x/$ref"),
        ({"$ref": "file:///etc/passwd"}, "properties/x/$ref"),
        ({"$ref": "#/$defs/nowhere"}, "properties/x/$ref"),
    ],
)
def test_what_cannot_be_used_is_found_before_it_is_deployed(node: dict[str, Any], place: str) -> None:
    assert [at for at, _ in forms.unusable({"$id": "form", "properties": {"x": node}})] == [place]


def test_references_within_the_form_are_fine() -> None:
    schema = {"$id": "form", "$defs": {"sku": {"pattern": "^[A-Z]"}}, "properties": {"x": {"$ref": "#/$defs/sku"}}}

    assert list(forms.unusable(schema)) == []
    forms.check(schema, {"x": "A-100"})
    fault(schema, x="a-100")
