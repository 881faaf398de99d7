"""Files that cannot be read, tables and forms: findings like all others, and never an exception."""

from __future__ import annotations

from typing import Any

import pytest

WRONG = {
    "file.not_xml": ("x.bpmn", b"<definitions"),
    "file.not_bpmn": ("x.bpmn", b"<html/>"),
    "table.unreadable": ("x.dmn", b"<definitions"),
    "form.unreadable": ("x.schema.json", b'{"a":\n oops}'),
    "form.invalid": ("x.schema.json", b'{"type": "objekt"}'),
    "texts.unreadable": ("texts.en.csv", b"text,en\nA\n"),
    "file.unknown": ("x.docx", b""),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_file_that_cannot_be_used_is_an_error(look: Any, code: str) -> None:
    name, content = WRONG[code]

    (finding,) = look(files={name: content})

    assert (finding.code, finding.file, finding.severity.value) == (code, name, "error")
    assert finding.zh and finding.en and finding.remedy_zh and finding.remedy_en


@pytest.mark.parametrize("code", ["form.unreadable", "texts.unreadable"])
def test_the_faulty_line_is_named(look: Any, code: str) -> None:
    name, content = WRONG[code]

    (finding,) = look(files={name: content})

    assert finding.line == 2


def test_all_files_are_judged_although_one_is_broken(look: Any, draw: Any) -> None:
    body = draw.job("A", "gone") + draw.flow("s>A>e")

    found = {(it.file, it.code) for it in look(body, files={"x.bpmn": b"<definitions"})}

    assert {("x.bpmn", "file.not_xml"), ("proc.bpmn", "handler.unknown")} <= found


def test_rules_speak_about_a_diagram_that_does_not_parse(look: Any, draw: Any) -> None:
    body = draw.job("A", "test.plian") + draw.tag("scriptTask", "B") + draw.flow("s>A>B>e")

    assert {"task.no_script", "handler.unknown"} <= {it.code for it in look(body)}
