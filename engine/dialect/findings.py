"""Why a diagram does not run, said to its designer: findings collected over one file."""

from __future__ import annotations

from typing import Any

from engine import errors
from engine.dialect.finding_texts import TEXTS

__all__ = ["TEXTS", "UNKNOWN_HINTS", "Problems"]

UNKNOWN_HINTS: dict[str, tuple[str, str]] = {
    "complexGateway": ("改用排他、并行或包容网关", "Use an exclusive, parallel or inclusive gateway"),
    "callChoreography": ("编排图不运行", "Choreographies are not run"),
}


class Problems:
    """Collects findings over one file, in the order they are met."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.findings: list[errors.Finding] = []

    def add(self, code: str, node: Any = None, **params: Any) -> None:
        """At the node, or at the nearest around it that has an id."""
        line = 0 if node is None else node.sourceline or 0
        while node is not None and not node.get("id"):
            node = node.getparent()
        self.at(code, "" if node is None else node.get("id"), line, **params)

    def at(self, code: str, element_id: str, line: int, **params: Any) -> None:
        zh, en, remedy_zh, remedy_en = (text.format(**params) for text in TEXTS[code])
        self.findings.append(errors.Finding(code, self.filename, element_id, line, zh, en, remedy_zh, remedy_en))

    def raise_any(self) -> None:
        """Raises Unrunnable with all findings, by line."""
        if self.findings:
            raise errors.Unrunnable(sorted(self.findings, key=lambda finding: finding.line))
