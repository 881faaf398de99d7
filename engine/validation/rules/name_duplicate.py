"""Two steps of one process with the same name: inbox, timeline and reports cannot tell them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "name.duplicate",
    Severity.WARNING,
    "“{name}”这个名称已经用在“{other}”上",
    'The name "{name}" is taken by "{other}"',
    "换一个能区分的名称",
    "Choose a name that tells them apart",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for process in drawing.processes:
        named: dict[str, list[Any]] = defaultdict(list)
        for node in process.iter():
            if isinstance(node.tag, str) and kind(node) in drawn.ACTIVITIES and drawing.title(node):
                named[drawing.title(node)].append(node)
        for name, (first, *others) in named.items():
            yield from (RULE.at(drawing, node, name=name, other=first.get("id")) for node in others)
