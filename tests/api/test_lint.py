"""Drafts are judged over HTTP as on the command line, and nothing of them is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

import bpmn
from api import cli

LINT = "/api/v1/definitions/lint"
SHIPPED = Path(bpmn.__path__[0])
DRAFT = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="x">
  <process id="draft" name="试验" isExecutable="true">
    <startEvent id="s" name="开始"/>
    <serviceTask id="close" name="关闭订单"><extensionElements>
      <zeebe:taskDefinition type="orders.clsoe"/></extensionElements></serviceTask>
    <userTask id="check" name="核对"><extensionElements>
      <zeebe:userTask/><zeebe:formDefinition formId="approve"/>
      <zeebe:assignmentDefinition candidateGroups="sale"/></extensionElements></userTask>
    <endEvent id="e" name="结束"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="close"/>
    <sequenceFlow id="b" sourceRef="close" targetRef="check"/>
    <sequenceFlow id="c" sourceRef="check" targetRef="e"/>
  </process>
</definitions>"""


def rules(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {it["rule"]: it["element_id"] for it in answer.json()["findings"]}


def test_a_draft_is_judged_and_nothing_is_kept(shop: Any) -> None:
    designer = shop.as_("designer")
    before = shop.facts()

    answer = designer.post(LINT, json={"files": {"draft.bpmn": DRAFT}})

    found = rules(answer)
    assert answer.json()["deployable"] is False
    assert (found["handler.unknown"], found["group.unknown"]) == ("close", "check")
    assert "form.unknown" not in found, "it is deployed already"
    (wrong,) = [it for it in answer.json()["findings"] if it["rule"] == "handler.unknown"]
    assert wrong["severity"] == "error" and wrong["line"] == 5 and wrong["element_name"] == "关闭订单"
    assert wrong["fix"][0]["value"] == "orders.close"
    assert shop.facts() == before


def test_files_may_come_as_an_upload(shop: Any) -> None:
    text = shop.as_("designer").post(LINT, json={"files": {"draft.bpmn": DRAFT}})
    upload = shop.as_("designer").post(LINT, files=[("files", ("draft.bpmn", DRAFT.encode()))])

    assert upload.json() == text.json()


def test_the_findings_are_those_of_the_command_line(shop: Any, tmp_path: Path, capsys: Any) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in _files(SHIPPED)}
    files["draft.bpmn"] = DRAFT
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert cli.main(["lint", str(tmp_path), "--json"]) == 1

    printed = orjson.loads(capsys.readouterr().out)
    assert printed == shop.as_("designer").post(LINT, json={"files": files}).json()
    assert {"handler.unknown", "group.unknown", "layout.missing"} <= {it["rule"] for it in printed["findings"]}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith((".bpmn", ".dmn", ".schema.json"))]


def test_only_who_may_deploy_may_ask(shop: Any) -> None:
    assert shop.as_("sales").post(LINT, json={"files": {"draft.bpmn": DRAFT}}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"files": {}}}, 422),
        ({"json": {"files": {"a.bpmn": 1}}}, 422),
        ({"json": []}, 422),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, 415),
        ({"files": [("other", ("a.bpmn", b""))]}, 422),
    ],
)
def test_what_is_no_set_of_files_is_refused(shop: Any, sent: dict[str, Any], status: int) -> None:
    answer = shop.as_("designer").post(LINT, **sent)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_files_that_are_no_diagrams_are_findings(shop: Any) -> None:
    answer = shop.as_("designer").post(
        LINT, json={"files": {"a.bpmn": "oops", "b.dmn": "", "c.schema.json": "[", "d": ""}}
    )

    assert set(rules(answer)) == {"file.not_xml", "table.unreadable", "form.unreadable", "file.unknown"}
