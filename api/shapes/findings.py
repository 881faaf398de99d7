"""What is wrong or doubtful about drafts of diagrams, decision tables and forms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.shapes.values import In, Out
from engine.errors import Finding

FileName = Annotated[str, Field(min_length=1, max_length=200)]


class DraftFiles(In):
    """Text by file name; the ending says what it is: .bpmn, .dmn, .schema.json. They are judged together."""

    files: dict[FileName, str] = Field(min_length=1, max_length=200)


class Edit(Out):
    """One change to the XML that mends a finding. The place is the element of that id, or below it the children of
    `path` (local names joined by '/', `[n]` counts from 1 among equals)."""

    action: Literal["set", "text", "remove"]
    element_id: str
    path: str
    attribute: str
    value: str


class LintFinding(Out):
    """One finding, as `orderflow lint --json` prints it. `line` counts from 1, 0 means the whole file; `row` is the
    row of a decision table, 0 for none; `fix` is empty when only a person can mend it."""

    severity: Literal["error", "warning", "info"]
    rule: str
    file: str
    line: int
    row: int
    element_id: str
    element_name: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    fix: list[Edit]


class LintReport(Out):
    """Findings by file and line. `deployable`: no error among them."""

    deployable: bool
    findings: list[LintFinding]


def finding(it: Finding) -> LintFinding:
    return LintFinding(
        severity=it.severity.value,
        rule=it.code,
        file=it.file,
        line=it.line,
        row=it.row,
        element_id=it.element_id,
        element_name=it.name,
        zh=it.zh,
        en=it.en,
        remedy_zh=it.remedy_zh,
        remedy_en=it.remedy_en,
        fix=[Edit.model_validate(vars(edit)) for edit in it.fix],
    )


def report(found: list[Finding]) -> LintReport:
    items = [finding(it) for it in found]
    return LintReport(deployable=all(it.severity != "error" for it in items), findings=items)
