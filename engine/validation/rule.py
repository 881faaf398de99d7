"""What a rule is: an id, a severity, and its sentences in zh and en. Each rule is one module with a `RULE` and a
`check`; the tuples of engine/validation/rules say which there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from engine import errors
from engine.errors import Edit, Finding, Severity
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing


@dataclass(frozen=True)
class Rule:
    """The sentences are format strings; the same parameters fill all four."""

    id: str
    severity: Severity
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str

    def at(self, drawing: Drawing, node: Any, /, *, line: int = 0, fix: Sequence[Edit] = (), **params: Any) -> Finding:
        """The finding for a drawn element; `line` when it stands elsewhere than the element."""
        found = self.on(drawing.filename, _id(node), line or node.sourceline or 0, **params)
        return replace(found, name=drawing.title(node), fix=tuple(fix))

    def on(self, file: str, element_id: str = "", line: int = 0, /, **params: Any) -> Finding:
        """The finding for something that is not drawn: a form, a table, the whole file."""
        zh, en = self.zh.format(**params), self.en.format(**params)
        cure_zh, cure_en = self.remedy_zh.format(**params), self.remedy_en.format(**params)
        return errors.Finding(self.id, file, element_id, line, zh, en, cure_zh, cure_en, self.severity)


def _id(node: Any) -> str:
    """A flow without an id is told at the element that it leaves, anything else at what lies around it."""
    while node is not None:
        if named := node.get("id") or node.get("sourceRef"):
            return str(named)
        node = node.getparent()
    return ""


class DrawingRule(Protocol):
    """A module that looks at one drawing; what lies around it is for looking up names."""

    RULE: Rule

    def check(self, drawing: Drawing, deployment: Deployment) -> Iterator[Finding]: ...
