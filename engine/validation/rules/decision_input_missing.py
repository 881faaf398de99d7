"""A decision needs an input that no step writes: it would be decided over null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import dataflow
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "decision.input_missing",
    Severity.WARNING,
    "决策“{decision}”需要的输入 {names} 没有任何步骤写入",
    'The decision "{decision}" needs {names}, which no step writes',
    "在任务上加输入映射，或在开始事件的扩展属性 variables 里列出",
    "Map them into the task, or list them in the property variables of the start event",
)
_GIVEN = frozenset({"task"})  # the engine tells the decision of a time limit which task it is for


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for process in drawing.processes:
        facts = dataflow.of_process(drawing, process, deployment)
        if facts.start is None or facts.anything:
            continue
        for node in process.iter():
            decision = deployment.decisions.get(_decision(node))
            if decision is not None:
                lacking = set(decision.inputs) - facts.written - facts.start - dataflow.local(node) - _GIVEN
                if lacking:
                    yield RULE.at(drawing, node, decision=decision.id, names=", ".join(sorted(lacking)))


def _decision(node: Any) -> str:
    tag = kind(node) if isinstance(node.tag, str) else ""
    if tag == "userTask":
        return drawn.properties(node).get("sla") or ""
    called = drawn.extension(node, "calledDecision") if tag == "businessRuleTask" else None
    return "" if called is None else (called.get("decisionId") or "").strip()
