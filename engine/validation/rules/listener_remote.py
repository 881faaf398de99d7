"""A user task asks a remote handler who may get it: whoever claims the task cannot wait for a worker."""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialect.xml import BPMN, ZEEBE
from engine.errors import Finding, Severity
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "listener.remote",
    Severity.ERROR,
    "领取任务时调用的监听器“{topic}”是远程处理器",
    'The listener "{topic}", called when the task is claimed, is a remote handler',
    "改用本地处理器，或改为 creating、completing 监听器",
    "Choose a local handler, or listen to creating or completing instead",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("userTask"):
        for row in node.iterfind(f"{BPMN}extensionElements/{ZEEBE}taskListeners/{ZEEBE}taskListener"):
            topic = (row.get("type") or "").strip()
            handler = deployment.handlers.get(topic)
            if row.get("eventType") == "assigning" and handler is not None and handler.kind == "remote":
                yield RULE.at(drawing, node, topic=topic)
