"""Findings of engine/validation as the command line prints them and as JSON carries them; HTTP uses the same."""

from __future__ import annotations

from typing import Any

from engine.errors import Finding
from kit.errors import Language


def as_json(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "rule": finding.code,
        "file": finding.file,
        "line": finding.line,
        "row": finding.row,
        "element_id": finding.element_id,
        "element_name": finding.name,
        "zh": finding.zh,
        "en": finding.en,
        "remedy_zh": finding.remedy_zh,
        "remedy_en": finding.remedy_en,
        "fix": [vars(edit) for edit in finding.fix],
    }


def line(finding: Finding, spoken: Language) -> str:
    """`file:line element「name」 sentence → remedy [rule]`."""
    sentence, remedy = (finding.zh, finding.remedy_zh) if spoken == "zh" else (finding.en, finding.remedy_en)
    name = f"「{finding.name}」" if finding.name else ""
    element = f" {finding.element_id}{name}" if finding.element_id else ""
    row = f" #{finding.row}" if finding.row else ""
    cure = f" → {remedy}" if remedy else ""
    mark = " ⚒" if finding.fix else ""
    return f"{finding.file}:{finding.line}{element}{row} {sentence}{cure} [{finding.code}]{mark}"
