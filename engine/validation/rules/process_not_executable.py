"""A process that is drawn but not marked as executable: it would be left out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.xml import BPMN, kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "process.not_executable",
    Severity.WARNING,
    "流程没有勾选“可执行”，不会被部署",
    'The process is not marked "executable" and is not deployed',
    "勾选“可执行”；只作说明的流程请删除里面的步骤",
    'Tick "executable"; a process that only illustrates should hold no steps',
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.root.findall(f"{BPMN}process"):
        holds_steps = any(isinstance(child.tag, str) and kind(child) in drawn.FLOW_NODES for child in node)
        if node.get("isExecutable") != "true" and holds_steps and node.get("id"):
            yield RULE.at(drawing, node, fix=[drawn.set_attribute(node, "isExecutable", "true")])
