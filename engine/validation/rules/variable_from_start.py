"""A variable that no step writes in a process that does not say what it is started with."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import dataflow, misspelt
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "variable.from_start",
    Severity.INFO,
    "没有任何步骤写入变量“{name}”，启动流程时要给出它",
    'No step writes the variable "{name}": the process must be started with it',
    "在开始事件的扩展属性 variables 里列出启动变量，其余的就能检查了",
    "List what the process is started with in the property variables of the start event; the rest can be checked then",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for process in drawing.processes:
        facts = dataflow.of_process(drawing, process, deployment)
        if facts.start is not None:
            continue
        told = set(misspelt.meant(facts))  # by another rule
        for read in facts.unknown():
            if read.name not in told:
                told.add(read.name)
                yield RULE.at(drawing, read.element, line=read.where.line, name=read.name)
