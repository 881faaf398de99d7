"""Findings of engine/validation as the command line prints them."""

from __future__ import annotations

from engine.errors import Finding
from kit.errors import Language


def line(finding: Finding, spoken: Language) -> str:
    """`file:line element「name」 sentence → remedy [rule]`."""
    sentence, remedy = (finding.zh, finding.remedy_zh) if spoken == "zh" else (finding.en, finding.remedy_en)
    name = f"「{finding.name}」" if finding.name else ""
    element = f" {finding.element_id}{name}" if finding.element_id else ""
    row = f" #{finding.row}" if finding.row else ""
    cure = f" → {remedy}" if remedy else ""
    mark = " ⚒" if finding.fix else ""
    return f"{finding.file}:{finding.line}{element}{row} {sentence}{cure} [{finding.code}]{mark}"
