"""An id with blanks or other characters that expressions, addresses and reports stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "id.characters",
    Severity.WARNING,
    "id“{id}”里有空格或特殊字符",
    'The id "{id}" holds blanks or special characters',
    "只用字母、数字、下划线、连字符和点，以字母开头",
    "Use letters, digits, underscores, hyphens and dots, a letter first",
)
_ID = re.compile(r"[^\W\d][\w.\-]*")


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for element_id, node in drawing.by_id.items():
        tag = kind(node)
        if (tag in drawn.FLOW_NODES or tag in ("process", "sequenceFlow")) and not _ID.fullmatch(element_id):
            yield RULE.at(drawing, node, id=element_id)
