"""The shipped diagrams refer only to what exists, and are pleasant to read."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import handlers
from engine import topics
from tests.bpmn.office import Office

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "bpmn"
DIAGRAMS = sorted(FOLDER.glob("*.bpmn"))
NS = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "zeebe": "http://camunda.org/schema/zeebe/1.0"}
GROUPS = {
    "sales",
    "sales_manager",
    "contract_approver",
    "finance",
    "risk_control",
    "warehouse",
    "logistics",
    "customer_service",
}
each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)

handlers.register()


def _root(path: Path) -> etree._Element:
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def _attributes(path: Path, tag: str, name: str) -> set[str]:
    return {element.attrib[name] for element in _root(path).iterfind(f".//{tag}", NS)}


def _decisions() -> set[str]:
    tag = "{https://www.omg.org/spec/DMN/20191111/MODEL/}decision"
    return {element.attrib["id"] for path in FOLDER.glob("*.dmn") for element in _root(path).iterfind(tag)}


def _user_tasks(path: Path) -> Iterator[etree._Element]:
    yield from _root(path).iterfind(".//bpmn:userTask", NS)


def test_the_six_processes_are_shipped() -> None:
    assert [path.stem for path in DIAGRAMS] == [
        "credit_check",
        "fulfilment",
        "order_approval",
        "order_cancel",
        "order_to_cash",
        "vip_fast_track",
    ]


def test_no_diagram_has_a_finding_of_the_reading_check(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("diagram_check", shared / "tools" / "diagram_check.py")
    assert spec and spec.loader
    reading = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reading)

    assert {path.stem: reading.check(str(path)) for path in DIAGRAMS} == {path.stem: [] for path in DIAGRAMS}


@each_diagram
def test_the_process_is_named_like_its_file(path: Path) -> None:
    assert [process.attrib["id"] for process in _root(path).iterfind("bpmn:process", NS)] == [path.stem]


@each_diagram
def test_names_are_short_and_ids_are_english(path: Path) -> None:
    for element in _root(path).iterfind(".//bpmn:process//*[@id]", NS):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", element.attrib["id"])
        assert len(element.get("name") or "") <= 10, element.get("name")


@each_diagram
def test_every_condition_is_an_expression(path: Path) -> None:
    for condition in _root(path).iterfind(".//bpmn:conditionExpression", NS):
        assert (condition.text or "").startswith("=")


@each_diagram
def test_every_called_process_is_shipped(path: Path) -> None:
    assert _attributes(path, "zeebe:calledElement", "processId") <= {other.stem for other in DIAGRAMS}


def _declared(path: Path) -> set[str]:
    """What the process says it is started with."""
    start = _root(path).find("bpmn:process/bpmn:startEvent//zeebe:property[@name='variables']", NS)
    assert start is not None, path.stem
    return {name.partition(":")[0].strip() for name in start.attrib["value"].split(",")}


@each_diagram
def test_every_caller_gives_a_process_exactly_what_it_is_started_with(path: Path) -> None:
    for call in _root(path).iterfind(".//bpmn:callActivity", NS):
        called = call.find(".//zeebe:calledElement", NS)
        assert called is not None
        given = {row.attrib["target"] for row in call.iterfind(".//zeebe:input", NS)}
        assert given == _declared(FOLDER / f"{called.attrib['processId']}.bpmn"), call.attrib["id"]


def test_an_order_starts_its_process_with_exactly_what_that_declares(office: Office) -> None:
    order = office.submit("A-100", 51)

    written_since = {"tier", "priority", "tags"}
    assert office.variables(order).keys() - written_since == _declared(FOLDER / "order_to_cash.bpmn")


@each_diagram
def test_every_decision_is_shipped(path: Path) -> None:
    assert _attributes(path, "zeebe:calledDecision", "decisionId") <= _decisions()


@each_diagram
def test_every_group_is_a_role(path: Path) -> None:
    assert _attributes(path, "zeebe:assignmentDefinition", "candidateGroups") <= GROUPS


@each_diagram
def test_every_form_is_shipped(path: Path) -> None:
    for form in _attributes(path, "zeebe:formDefinition", "formId"):
        assert (FOLDER / "forms" / f"{form}.schema.json").is_file()


@each_diagram
def test_every_user_task_says_why_and_by_when(path: Path) -> None:
    for task in _user_tasks(path):
        inputs = {row.attrib["target"] for row in task.iterfind(".//zeebe:input", NS)}
        properties = {row.attrib["name"]: row.attrib["value"] for row in task.iterfind(".//zeebe:property", NS)}
        assert "reason" in inputs, task.attrib["id"]
        assert properties["sla"] in _decisions(), task.attrib["id"]


@each_diagram
def test_every_service_task_gives_its_handler_what_it_takes(path: Path) -> None:
    for task in _root(path).iterfind(".//bpmn:serviceTask", NS):
        definition = task.find(".//zeebe:taskDefinition", NS)
        assert definition is not None
        handler = topics.find(definition.attrib["type"])
        assert handler is not None, definition.attrib["type"]

        given = {row.attrib["target"] for row in task.iterfind(".//zeebe:input", NS)}
        required = {name for name, field in handler.input.model_fields.items() if field.is_required()}
        assert required <= given <= set(handler.input.model_fields), task.attrib["id"]


@each_diagram
def test_every_mapped_result_is_one_the_handler_gives(path: Path) -> None:
    for task in _root(path).iterfind(".//bpmn:serviceTask", NS):
        definition = task.find(".//zeebe:taskDefinition", NS)
        assert definition is not None
        handler = topics.find(definition.attrib["type"])
        assert handler is not None
        taken = {row.attrib["source"].removeprefix("=") for row in task.iterfind(".//zeebe:output", NS)}
        assert taken <= set(handler.output.model_fields), task.attrib["id"]
