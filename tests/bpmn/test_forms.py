"""The shipped forms: valid JSON Schema, in both languages, and nothing in them stands in the way of a decision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine import forms
from kit.errors import Rejected

FORMS = sorted((Path(__file__).resolve().parents[2] / "bpmn" / "forms").glob("*.schema.json"))
each_form = pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name.removesuffix(".schema.json"))


def _schema(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _titled(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "title" in node:
            yield node
        for value in node.values():
            yield from _titled(value)


@each_form
def test_a_form_is_a_valid_schema_named_like_its_file(path: Path) -> None:
    schema = _schema(path)

    Draft202012Validator.check_schema(schema)
    assert f"{schema['$id']}.schema.json" == path.name


@each_form
def test_every_title_is_in_both_languages(path: Path) -> None:
    assert all(node["title"] and node["x-en"] for node in _titled(_schema(path)))


@each_form
def test_a_form_may_be_left_empty_and_refuses_what_it_does_not_ask_for(path: Path) -> None:
    validator = Draft202012Validator(_schema(path))

    assert validator.is_valid({})
    assert not validator.is_valid({"order_id": "1"})


@pytest.mark.parametrize("amount", [200, 200.5, 199.99, 0.01, 999999999, "200", "200.50", "0.01"])
def test_risk_control_may_write_the_amount_as_number_or_text(amount: object) -> None:
    forms.check(_form("risk_approval"), {"amount": amount})


@pytest.mark.parametrize(
    "amount",
    [0, -1, 1.234, 0.001, 1e300, True, "0", "0.00", "000", "-1", "1.234", "1e3", "NaN", "", "１０", "10\n", None],
)
def test_risk_control_may_not_write_what_is_no_amount(amount: object) -> None:
    with pytest.raises(Rejected):
        forms.check(_form("risk_approval"), {"amount": amount})


def _form(form_id: str) -> dict[str, Any]:
    return _schema(next(path for path in FORMS if path.name == f"{form_id}.schema.json"))
