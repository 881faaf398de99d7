"""A call activity names a process that is not deployed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "call.missing",
    Severity.ERROR,
    "被调用的流程“{process}”不在这次部署里",
    'The called process "{process}" is not part of this deployment',
    "{meant_zh}一起部署它的流程图，或改正 id",
    "{meant_en}Deploy its diagram too, or correct the id",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("callActivity"):
        holder = drawn.extension(node, "calledElement")
        attribute = "processId"
        if holder is None or not holder.get(attribute):
            holder, attribute = node, "calledElement"
        process = (holder.get(attribute) or "").strip()
        if not process or process.startswith("=") or process in deployment.processes:
            continue
        near = nearest(process, deployment.processes)
        fix = [drawn.set_attribute(holder, attribute, near)] if near else []
        yield RULE.at(drawing, node, fix=fix, process=process, meant_zh=meant_zh(near), meant_en=meant_en(near))
