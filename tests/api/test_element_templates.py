"""Element templates keep to what Camunda Modeler and bpmn-js expect of them, beyond what the published schema says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
import pytest

from engine import topics

TEMPLATES = "/api/v1/handlers/element-templates"
ONLY_TEXT = {"string"}


@pytest.fixture(params=["zh-CN", "en"])
def templates(shop: Any, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    answer = shop.as_("designer").get(TEMPLATES, headers={"Accept-Language": request.param})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def test_each_topic_has_one_template_that_makes_a_service_task_of_it(templates: list[dict[str, Any]]) -> None:
    assert {it["id"] for it in templates} == {f"orderflow.{topic}" for topic in topics.REGISTRY}
    assert len({(it["id"], it["version"]) for it in templates}) == len(templates)
    for it in templates:
        assert it["$schema"].startswith("https://unpkg.com/@camunda/zeebe-element-templates-json-schema")
        assert it["name"] and it["version"] >= 1
        assert it["elementType"]["value"] in it["appliesTo"]
        (hidden,) = [one for one in it["properties"] if one["type"] == "Hidden"]
        assert hidden["binding"] == {"type": "zeebe:taskDefinition", "property": "type"}
        assert f"orderflow.{hidden['value']}" == it["id"]


def test_each_field_is_bound_once_in_a_group_that_there_is(templates: list[dict[str, Any]]) -> None:
    for it in templates:
        bindings = Counter(orjson.dumps(one["binding"], option=orjson.OPT_SORT_KEYS) for one in it["properties"])
        ids = Counter(one["id"] for one in it["properties"] if "id" in one)
        assert [found for found, count in (bindings + ids).items() if count > 1] == []
        groups = {group["id"] for group in it["groups"]}
        shown = [one for one in it["properties"] if one["type"] != "Hidden"]
        assert all(one["group"] in groups and one["label"] for one in shown), it["id"]


def test_a_field_is_either_required_or_may_be_left_out(templates: list[dict[str, Any]]) -> None:
    for it in templates:
        for one in bound(it, "zeebe:input"):
            needed = one.get("constraints", {}).get("notEmpty", False)
            assert needed != one.get("optional", False), (it["id"], one["id"])
            assert needed is (one.get("value") == f"={one['binding']['name']}")


def test_fields_are_those_of_the_handler(templates: list[dict[str, Any]]) -> None:
    for it in templates:
        handler = topics.REGISTRY[it["id"].removeprefix("orderflow.")]
        takes, gives = bound(it, "zeebe:input"), bound(it, "zeebe:output")
        assert [one["binding"]["name"] for one in takes] == list(handler.input.model_fields)
        assert [one["value"] for one in gives] == list(handler.output.model_fields)
        assert [one["binding"]["source"] for one in gives] == [f"={name}" for name in handler.output.model_fields]
        schema = handler.input.model_json_schema().get("properties", {})
        for one in takes:
            text = types(schema[one["binding"]["name"]]) == ONLY_TEXT
            assert one["feel"] == ("optional" if text else "required"), (it["id"], one["id"])


def test_everybody_who_sees_processes_gets_them_and_nobody_else(shop: Any) -> None:
    assert shop.as_("sales").get(TEMPLATES).status_code == 200
    with shop.anonymous() as stranger:
        assert stranger.get(TEMPLATES).status_code == 401


def bound(template: dict[str, Any], binding: str) -> list[dict[str, Any]]:
    return [one for one in template["properties"] if one["binding"]["type"] == binding]


def types(field: dict[str, Any]) -> set[Any]:
    return {one.get("type") for one in field.get("anyOf", [field])} - {"null"}
