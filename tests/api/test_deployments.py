"""Deployments over HTTP: what runs is deployed, what cannot run is refused with element, line and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bpmn

V1 = "/api/v1"
DIAGRAMS = Path(bpmn.__path__[0])
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://example.com">
  <bpmn:process id="{id}" name="试验" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="work" />
    {middle}
    <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="end" />
    <bpmn:endEvent id="end"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>"""
EDGES = "<bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>"
USER = (
    '<bpmn:userTask id="work" name="办理"><bpmn:extensionElements><zeebe:userTask />'
    '<zeebe:assignmentDefinition candidateGroups="sales" /></bpmn:extensionElements>' + EDGES + "</bpmn:userTask>"
)


def diagram(id: str, middle: str = USER) -> bytes:
    return DIAGRAM.format(id=id, middle=middle).encode()


def deploy(shop: Any, files: dict[str, bytes], *, who: str = "designer", reason: str = "试验部署 trial") -> Any:
    parts = [("files", (name, content)) for name, content in files.items()]
    return shop.as_(who).post(f"{V1}/deployments", files=parts, data={"reason": reason})


def test_a_new_diagram_is_version_one_and_a_changed_one_version_two(shop: Any) -> None:
    first = deploy(shop, {"trial.bpmn": diagram("trial")})
    again = deploy(shop, {"trial.bpmn": diagram("trial")})
    changed = deploy(shop, {"trial.bpmn": diagram("trial").replace("试验".encode(), "试验二".encode())})

    assert first.status_code == 201, first.text
    assert [(item["key"], item["version"], item["fresh"]) for item in first.json()["definitions"]] == [
        ("trial", 1, True)
    ]
    assert again.json()["definitions"][0]["fresh"] is False
    assert changed.json()["definitions"][0]["version"] == 2
    shown = shop.as_("sales").get(f"{V1}/definitions/trial").json()
    assert (shown["version"], shown["name"], shown["deployed_by"]) == (2, "试验二", "designer")


def test_a_version_is_read_as_it_was_deployed(shop: Any) -> None:
    content = diagram("as_it_was")
    deploy(shop, {"as_it_was.bpmn": content})

    answer = shop.as_("sales").get(f"{V1}/definitions/as_it_was/xml")

    assert answer.headers["content-type"].startswith("application/xml")
    assert answer.content == content
    assert shop.as_("sales").get(f"{V1}/definitions/as_it_was/xml", params={"version": 9}).status_code == 404


def test_a_diagram_that_cannot_run_is_refused_with_element_line_and_remedy(shop: Any) -> None:
    before = shop.facts()
    broken = diagram("broken", USER.replace("bpmn:userTask", "bpmn:manualThing"))

    answer = deploy(shop, {"broken.bpmn": broken})

    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert errors, answer.text
    assert all(error["at"].startswith("broken.bpmn") and error["message"] for error in errors)
    assert any(":" in error["at"] for error in errors)
    assert shop.facts() == before


def test_a_service_task_without_a_handler_is_refused(shop: Any) -> None:
    before = shop.facts()
    task = (
        '<bpmn:serviceTask id="work" name="做"><bpmn:extensionElements>'
        '<zeebe:taskDefinition type="nobody.does_this" /></bpmn:extensionElements>' + EDGES + "</bpmn:serviceTask>"
    )

    answer = deploy(shop, {"nobody.bpmn": diagram("nobody", task)})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "nobody.bpmn:7 work"
    assert "nobody.does_this" in answer.json()["errors"][0]["message"]
    assert shop.facts() == before


def _laughs() -> str:
    """Ten entities of ten of the one before: 10^10 letters, did anybody read it."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    return f'<!DOCTYPE d [<!ENTITY a0 "a">{entities}]><d name="&a10;">&a10;</d>'


@pytest.mark.parametrize("name", ["bomb.bpmn", "bomb.dmn"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><d/>',
        _laughs(),
    ],
    ids=["file", "address", "laughs"],
)
def test_xml_entities_are_refused(shop: Any, name: str, encoding: str, body: str) -> None:
    before = shop.facts()

    answer = deploy(shop, {name: f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding)})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "DOCTYPE" in answer.json()["detail"]
    assert "root:" not in answer.text
    assert shop.facts() == before


@pytest.mark.parametrize("content", [b"", b"not xml", b"<a>", b"\x00\x01", "<a>密</b>".encode("gb18030")])
def test_what_is_no_xml_is_refused(shop: Any, content: bytes) -> None:
    before = shop.facts()

    answer = deploy(shop, {"bad.bpmn": content})

    assert answer.status_code == 422, answer.text
    assert shop.facts() == before


def test_a_file_of_another_kind_is_refused(shop: Any) -> None:
    answer = deploy(shop, {"evil.html": b"<script>"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "deploy.file_unknown"


def test_a_deployment_needs_a_reason(shop: Any) -> None:
    answer = deploy(shop, {"trial.bpmn": diagram("trial")}, reason="")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "reason"


def test_one_fault_refuses_all_files(shop: Any) -> None:
    before = shop.facts()

    answer = deploy(shop, {"good.bpmn": diagram("good"), "bad.bpmn": b"<a>"})

    assert answer.status_code == 422
    assert shop.facts() == before


def test_sales_cannot_deploy(shop: Any) -> None:
    assert deploy(shop, {"trial.bpmn": diagram("trial")}, who="sales").status_code == 403


def test_the_diagrams_that_come_with_the_product_are_there(shop: Any) -> None:
    found = {item["process_id"] for item in shop.as_("sales").get(f"{V1}/definitions").json()["items"]}

    assert {"order_to_cash", "order_approval", "vip_fast_track", "credit_check", "fulfilment", "order_cancel"} <= found
    assert shop.as_("sales").get(f"{V1}/definitions/nothing").status_code == 404


def test_decisions_and_handlers_are_listed_with_what_they_take_and_give(shop: Any) -> None:
    decisions = {item["id"]: item for item in shop.as_("designer").get(f"{V1}/decisions").json()["items"]}
    handlers = {item["topic"]: item for item in shop.as_("designer").get(f"{V1}/handlers").json()["items"]}

    assert "gross" in decisions["approval_matrix"]["inputs"]
    assert handlers["inventory.reserve"]["input_schema"]["properties"]
    assert handlers["logistics.book"]["kind"] == "remote"


def test_people_named_in_a_diagram_are_not_shown_as_groups(shop: Any) -> None:
    named = USER.replace('candidateGroups="sales"', 'candidateGroups="sales" candidateUsers="Warehouse"')
    assert deploy(shop, {"named.bpmn": diagram("named", named)}).status_code == 201
    wanted = {"process_id": "named", "business_key": "named-1", "variables": {}}
    started = shop.as_("admin").post(f"{V1}/instances", json=wanted)
    assert started.status_code == 201, started.text

    of_instance = {"instance_id": started.json()["id"]}
    (task,) = shop.as_("warehouse").get(f"{V1}/tasks", params=of_instance).json()["items"]
    groups = shop.as_("warehouse").get(f"{V1}/tasks/counts").json()["by_group"]

    assert (task["candidate_groups"], task["candidate_users"]) == (["sales"], ["warehouse"])
    assert not [name for name in groups if name.startswith("user:")]
    assert (
        shop.as_("warehouse").post(f"{V1}/tasks/{task['id']}/complete", json={"outcome": "complete"}).status_code == 200
    )


@pytest.mark.parametrize("node", ['{"$ref": "http://127.0.0.1:9/x"}', '{"$ref": "#/no"}', '{"pattern": "["}'])
def test_a_form_that_reaches_out_or_cannot_be_checked_is_refused(shop: Any, node: str) -> None:
    before = shop.facts()

    answer = deploy(shop, {"odd.schema.json": b'{"properties": {"x": ' + node.encode() + b"}}"})

    assert (answer.status_code, answer.json()["code"]) == (422, "deploy.form_unreadable")
    assert "properties/x/" in answer.json()["detail"]
    assert shop.facts() == before


@pytest.mark.parametrize("folder", ["../../", "C:\\Users\\me\\", "/etc/"])
def test_a_file_is_known_without_the_folders_of_its_sender(shop: Any, folder: str) -> None:
    answer = deploy(shop, {f"{folder}sla.dmn": (DIAGRAMS / "sla.dmn").read_bytes()})

    assert answer.status_code == 201, answer.text
    assert [item["key"] for item in answer.json()["definitions"]] == ["sla"]


def test_two_different_files_of_one_name_are_refused_and_neither_is_deployed(shop: Any) -> None:
    parts = [("files", ("same.bpmn", diagram(id))) for id in ("same_one", "same_two")]

    answer = shop.as_("designer").post(f"{V1}/deployments", files=parts, data={"reason": "试验部署 trial"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "deployment.file_twice"
    found = {item["process_id"] for item in shop.as_("designer").get(f"{V1}/definitions").json()["items"]}
    assert not found & {"same_one", "same_two"}
