"""Types that expressions and places that meet give."""

from __future__ import annotations

from typing import Any

import pytest

from engine.known_variables import Known
from engine.known_variables.agreement import agreed
from engine.known_variables.expressions import of_expression

LINE = {"type": "object", "properties": {"sku": {"type": "string"}, "quantity": {"type": "number"}}}
TYPES: dict[str, dict[str, Any]] = {
    "gross": {"type": "number"},
    "urgent": {"type": "boolean"},
    "note": {"type": "string"},
    "lines": {"type": "array", "items": LINE},
    "thing": {},
}
KNOWN = {name: Known(name, schema) for name, schema in TYPES.items()}
A = {"type": "string", "enum": ["a"]}
AB = {"type": "string", "enum": ["a", "b"]}
NUMBER, TEXT, TRUTH = {"type": "number"}, {"type": "string"}, {"type": "boolean"}


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("gross * 2 + 1", NUMBER),
        ("-gross", NUMBER),
        ("gross + thing", {}),
        ('"no. " + note', TEXT),
        ("gross > 5 and urgent", TRUTH),
        ("thing = null", TRUTH),
        ("null", {}),
        ("if urgent then 1 else 2", NUMBER),
        ("if urgent then 1 else null", NUMBER),
        ('if urgent then 1 else "a"', {}),
        ("lines[1]", LINE),
        ("lines[-1].sku", TEXT),
        ("lines.quantity", {"type": "array", "items": NUMBER}),
        ('lines[sku = "A"]', {"type": "array", "items": LINE}),
        ("lines[gross]", {}),
        ("[1, 2, null]", {"type": "array", "items": NUMBER}),
        ('[1, "a"]', {"type": "array"}),
        ("for line in lines return line.quantity", {"type": "array", "items": NUMBER}),
        ("for i in 1..3 return i", {"type": "array", "items": NUMBER}),
        ("count(lines)", NUMBER),
        ("unheard(lines)", {}),
        ("{a: 1, b: a}", {"type": "object", "properties": {"a": NUMBER, "b": NUMBER}}),
        ("date and time(note)", {}),
        ("this is ) no FEEL", {}),
    ],
)
def test_what_an_expression_gives(text: str, schema: dict[str, Any]) -> None:
    assert of_expression(text, KNOWN) == schema


def test_a_context_that_grows_beyond_use_is_only_called_a_context() -> None:
    text = "{a0: {x: 1}" + "".join(f", a{i}: {{p: a{i - 1}, q: a{i - 1}, r: a{i - 1}}}" for i in range(1, 25)) + "}"

    assert of_expression(text, {}) == {"type": "object"}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"type": "integer", "title": "a"}, NUMBER, NUMBER),
        (NUMBER, TEXT, {}),
        (NUMBER, {}, {}),
        ({"type": "null"}, TEXT, TEXT),
        (A, AB, AB),
        ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}, TEXT),
        ({"anyOf": [{"type": "integer"}, NUMBER]}, {"type": "number", "title": "b"}, NUMBER),
        ({"anyOf": [TEXT, NUMBER]}, TEXT, {}),
        ({"type": "array", "items": NUMBER}, {"type": "array", "items": TEXT}, {"type": "array"}),
        (
            {"type": "object", "properties": {"a": NUMBER, "b": TEXT}},
            {"type": "object", "properties": {"a": TEXT, "c": TRUTH}},
            {"type": "object", "properties": {"a": {}, "b": TEXT, "c": TRUTH}},
        ),
        ({"type": {}}, {"type": []}, {}),
        ({"type": "object", "properties": 1}, {"type": "object", "properties": {}}, {"type": "object"}),
    ],
)
def test_two_places_agree_on_what_both_say(one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]) -> None:
    assert agreed(one, other) == both
