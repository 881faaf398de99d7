"""A service task, a throwing event with a job, or a listener names a handler that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.xml import BPMN, ZEEBE
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "handler.unknown",
    Severity.ERROR,
    "没有处理器“{topic}”",
    'There is no handler "{topic}"',
    "{meant_zh}请选择已有的处理器，或装上它再部署",
    "{meant_en}Choose a handler that exists, or install this one and deploy again",
)
_HOLDERS = {f"{ZEEBE}{name}" for name in ("taskDefinition", "executionListener", "taskListener")}


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in (*drawing.processes, *drawing.nodes(*drawn.FLOW_NODES)):
        for holder in node.iterfind(f"{BPMN}extensionElements//*[@type]"):
            topic = (holder.get("type") or "").strip()
            if holder.tag not in _HOLDERS or not topic or topic.startswith("=") or topic in deployment.handlers:
                continue
            near = nearest(topic, deployment.handlers)
            fix = [drawn.set_attribute(holder, "type", near)] if near else []
            yield RULE.at(drawing, node, fix=fix, topic=topic, meant_zh=meant_zh(near), meant_en=meant_en(near))
