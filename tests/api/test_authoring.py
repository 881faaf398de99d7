"""Element templates and tried decisions over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from engine import topics

V1 = "/api/v1"
TEMPLATES = f"{V1}/handlers/element-templates"
EVALUATE = f"{V1}/decisions/evaluate"
PUBLISHED = orjson.loads(Path(__file__).with_name("element_templates.schema.json").read_bytes())
DRAFT = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="draft">
  <decision id="gift" name="赠品"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="金额"><inputExpression id="x" typeRef="number"><text>gross</text></inputExpression></input>
    <output id="o" name="gift" typeRef="string"/>
    <rule id="r1"><description>大单</description><inputEntry id="e1"><text>&gt;= 1000</text></inputEntry>
      <outputEntry id="g1"><text>"杯子"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="e2"><text>-</text></inputEntry>
      <outputEntry id="g2"><text>null</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_every_handler_has_a_template_that_the_published_schema_accepts(shop: Any) -> None:
    answer = shop.as_("designer").get(TEMPLATES)

    found = answer.json()
    assert [it["id"] for it in found] == [f"orderflow.{topic}" for topic in sorted(topics.REGISTRY)]
    judge = jsonschema.Draft7Validator(PUBLISHED)
    assert [(it["id"], fault.message) for it in found for fault in judge.iter_errors(it)] == []


def test_a_template_speaks_the_language_of_its_reader(shop: Any) -> None:
    designer = shop.as_("designer")

    zh = {it["id"]: it for it in designer.get(TEMPLATES, headers={"Accept-Language": "zh-CN"}).json()}
    en = {it["id"]: it for it in designer.get(TEMPLATES, headers={"Accept-Language": "en"}).json()}

    topic = topics.REGISTRY["orders.tag_tier"]
    assert zh["orderflow.orders.tag_tier"]["name"] == topic.title_zh
    assert en["orderflow.orders.tag_tier"]["name"] == topic.title_en
    inputs = {it["binding"]["name"]: it for it in zh["orderflow.orders.tag_tier"]["properties"] if "feel" in it}
    assert (inputs["tier"]["label"], inputs["tier"]["feel"]) == ("等级", "optional")
    assert inputs["priority"]["feel"] == "required", "a number that is typed in would arrive as text"
    assert inputs["priority"]["value"] == "=priority"


def test_a_deployed_decision_is_tried_with_the_rows_that_made_its_result(shop: Any) -> None:
    inputs = {"channel": "B2B", "gross": 60000, "discount_percent": 0}

    answer = shop.as_("designer").post(EVALUATE, json={"decision_id": "approval_matrix", "inputs": inputs})

    tried = answer.json()
    assert answer.status_code == 200, tried
    assert tried["version"] == 1 and tried["filename"] == "approval_matrix.dmn"
    assert tried["result"]["levels"] == 2
    (run,) = tried["rules"]
    assert len(run["rows"]) == 1 and {seen["label"] for seen in run["inputs"]}
    assert tried["explanation"]["tables"] == [run]
    assert tried["warnings"] == []


def test_a_draft_is_tried_before_it_is_deployed_and_is_not_kept(shop: Any) -> None:
    before = shop.facts()
    wanted = {"decision_id": "gift", "inputs": {"gros": 5000}, "files": {"gift.dmn": DRAFT}}

    answer = shop.as_("designer").post(EVALUATE, json=wanted)

    tried = answer.json()
    assert answer.status_code == 200, tried
    assert (tried["version"], tried["result"], tried["rules"][0]["rows"]) == (None, None, [2])
    assert any("gross" in warning["zh"] for warning in tried["warnings"])
    assert shop.facts() == before


def test_a_decision_that_is_not_there_is_told(shop: Any) -> None:
    designer = shop.as_("designer")

    unknown = designer.post(EVALUATE, json={"decision_id": "nothing"})
    never = designer.post(EVALUATE, json={"decision_id": "sla", "version": 99})
    broken = designer.post(EVALUATE, json={"decision_id": "sla", "files": {"sla.dmn": "<x"}})

    assert (unknown.status_code, unknown.json()["code"]) == (404, "decisions.unknown")
    assert (never.status_code, never.json()["code"]) == (404, "decisions.unknown")
    assert (broken.status_code, broken.json()["code"]) == (422, "decisions.model_refused")
    assert shop.as_("sales").post(EVALUATE, json={"decision_id": "sla"}).status_code == 403


def test_the_variables_of_a_deployed_process_are_told_element_by_element(shop: Any) -> None:
    answer = shop.as_("designer").get(f"{V1}/definitions/order_approval/variables")

    found = {it["element_id"]: it for it in answer.json()["elements"]}
    known = {it["name"]: it for it in found["approve_level1"]["variables"]}
    assert known["approval"]["json_schema"]["properties"]["levels"] == {"type": "number"}
    assert known["approval"]["sources"] == ["match_rules"] and known["approval"]["type"] == "context"
    levels = next(it for it in known["approval"]["entries"] if it["name"] == "levels")
    assert (levels["type"], levels["entries"]) == ("number", [])
    assert known["edit_comment"]["optional"] is True and known["reason"]["local"] is True
    assert all(it["missing"] == [] for it in found.values())


def test_the_variables_of_a_draft_and_of_a_version(shop: Any) -> None:
    designer = shop.as_("designer")
    text = designer.get(f"{V1}/definitions/order_approval/xml").text.replace("=approval.levels", "=aproval.levels")

    draft = designer.post(
        f"{V1}/definitions/variables", json={"process_id": "order_approval", "files": {"order_approval.bpmn": text}}
    )
    first = designer.get(f"{V1}/definitions/order_approval/variables", params={"version": 1})
    never = designer.get(f"{V1}/definitions/order_approval/variables", params={"version": 999})

    assert any("aproval" in it["missing"] for it in draft.json()["elements"])
    assert first.status_code == 200
    assert (never.status_code, never.json()["code"]) == (404, "engine.unknown_process")


def test_types_and_members_are_those_that_a_feel_editor_completes_with(shop: Any) -> None:
    answer = shop.as_("sales").get(f"{V1}/definitions/fulfilment/variables")

    found = {it["element_id"]: {one["name"]: one for one in it["variables"]} for it in answer.json()["elements"]}
    after = next(known for known in found.values() if "reserved" in known)
    assert (after["reserved"]["type"], after["reserved"]["zh"]) == ("boolean", "已预占")
    kinds = {one["type"] for known in found.values() for one in known.values()}
    assert kinds <= {"string", "number", "boolean", "list", "context", "any"}
    lists = [one for known in found.values() for one in known.values() if one["type"] == "list" and one["entries"]]
    assert {"sku", "wanted", "available"} <= {entry["name"] for one in lists for entry in one["entries"]}


@pytest.mark.parametrize(
    "form",
    [
        [],
        {"properties": [1], "required": 5},
        {"properties": {"a": 1, "b": {"type": {}, "anyOf": 5}, "c": {"type": ["object", {}], "properties": 7}}},
        {"properties": {"a": {"type": [], "title": None}, "b": {"anyOf": []}, "c": {"type": "array", "items": [1]}}},
    ],
)
def test_forms_that_are_no_schemas_do_no_harm(shop: Any, form: Any) -> None:
    task = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"
      xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="p" isExecutable="true"><startEvent id="s"/>
      <sequenceFlow id="a" sourceRef="s" targetRef="u"/><userTask id="u"><extensionElements><zeebe:userTask/>
      <zeebe:formDefinition formId="f"/></extensionElements></userTask><sequenceFlow id="b" sourceRef="u"
      targetRef="e"/><endEvent id="e"/></process></definitions>"""
    files = {"p.bpmn": task, "f.schema.json": orjson.dumps(form).decode()}

    answer = shop.as_("designer").post(f"{V1}/definitions/variables", json={"process_id": "p", "files": files})

    assert answer.status_code == 200, answer.text
    last = next(it for it in answer.json()["elements"] if it["element_id"] == "e")
    assert "outcome" in {it["name"] for it in last["variables"]}


def test_a_draft_that_cannot_be_read_has_no_such_process(shop: Any) -> None:
    before = shop.facts()
    wanted = {"process_id": "draft", "files": {"draft.bpmn": "<oops"}}

    answer = shop.as_("designer").post(f"{V1}/definitions/variables", json=wanted)

    assert (answer.status_code, answer.json()["code"]) == (404, "engine.unknown_process")
    assert shop.as_("sales").post(f"{V1}/definitions/variables", json=wanted).status_code == 403
    assert shop.facts() == before
