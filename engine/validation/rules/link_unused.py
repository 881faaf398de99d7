"""A catching link event that no throwing link leads to."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "link.unused",
    Severity.WARNING,
    "没有链接“{name}”的抛出事件通到这里",
    'No throwing link "{name}" leads here',
    "画一个同名的链接抛出事件，或删除它",
    "Draw a throwing link event of that name, or delete this one",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        thrown = {
            drawn.definition(node).get("name")
            for node in level.of_kind("intermediateThrowEvent")
            if drawn.event_kind(node) == "link"
        }
        for node in level.of_kind("intermediateCatchEvent"):
            if drawn.event_kind(node) == "link" and drawn.definition(node).get("name") not in thrown:
                yield RULE.at(drawing, node, name=drawn.definition(node).get("name") or "")
