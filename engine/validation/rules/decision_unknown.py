"""A business rule task, or the time limit of a user task, names a decision that is not deployed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import BPMN, ZEEBE
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "decision.unknown",
    Severity.ERROR,
    "没有决策“{decision}”",
    'There is no decision "{decision}"',
    "{meant_zh}先部署包含它的 .dmn 文件，或改选已有的决策",
    "{meant_en}Deploy the .dmn file that holds it, or choose a decision that exists",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("businessRuleTask", "userTask"):
        for holder, attribute in _references(node):
            decision = (holder.get(attribute) or "").strip()
            if not decision or decision.startswith("=") or decision in deployment.decisions:
                continue
            near = nearest(decision, deployment.decisions)
            fix = [drawn.set_attribute(holder, attribute, near)] if near else []
            yield RULE.at(drawing, node, fix=fix, decision=decision, meant_zh=meant_zh(near), meant_en=meant_en(near))


def _references(node: Any) -> Iterator[tuple[Any, str]]:
    called = drawn.extension(node, "calledDecision")
    if called is not None:
        yield called, "decisionId"
    for row in node.findall(f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property"):
        if row.get("name") == "sla":
            yield row, "value"
