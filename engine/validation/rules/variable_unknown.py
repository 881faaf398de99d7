"""An expression reads a variable that no step writes and that the process is not started with: it is always null."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import dataflow, misspelt
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh
from engine.validation.rule import Rule

RULE = Rule(
    "variable.unknown",
    Severity.WARNING,
    "没有任何步骤写入变量“{name}”，它总是空的",
    'No step writes the variable "{name}": it is always null',
    "{meant_zh}改正名称，或在开始事件的扩展属性 variables 里列出它",
    "{meant_en}Correct the name, or list it in the property variables of the start event",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for process in drawing.processes:
        facts = dataflow.of_process(drawing, process, deployment)
        reads: dict[tuple[str, object], list[dataflow.Read]] = defaultdict(list)
        for read in facts.unknown():
            reads[read.name, read.element].append(read)
        nearest = misspelt.meant(facts)
        for (name, _), found in reads.items():
            near = nearest.get(name)
            if facts.start is None and near is None:
                continue  # it may be given at the start
            first = found[0]
            fix = [misspelt.corrected(read, near) for read in found] if near else []
            said = {"meant_zh": meant_zh(near), "meant_en": meant_en(near)}
            yield RULE.at(drawing, first.element, line=first.where.line, fix=fix, name=name, **said)
