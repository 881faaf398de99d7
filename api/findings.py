"""Findings of engine/validation as the command line prints them."""

from __future__ import annotations

from engine.errors import Finding, Severity
from kit.errors import Language

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}


def line(finding: Finding, spoken: Language) -> str:
    """`file:line element「name」 sentence → remedy [rule]`."""
    sentence, remedy = (finding.zh, finding.remedy_zh) if spoken == "zh" else (finding.en, finding.remedy_en)
    name = f"「{finding.name}」" if finding.name else ""
    element = f" {finding.element_id}{name}" if finding.element_id else ""
    row = f" #{finding.row}" if finding.row else ""
    cure = f" → {remedy}" if remedy else ""
    mark = " ⚒" if finding.fix else ""
    return f"{finding.file}:{finding.line}{element}{row} {sentence}{cure} [{finding.code}]{mark}"


def both(finding: Finding) -> str:
    """Chinese with the place, then English."""
    cure = f". {finding.remedy_en}" if finding.remedy_en else ""
    return f"{MARKS[finding.severity]} {line(finding, 'zh')} · {finding.en}{cure}"
