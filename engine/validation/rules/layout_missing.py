"""A diagram, or an element of it, that is not drawn: nobody could see it in an editor or in the running view."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import layout
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "layout.missing",
    Severity.WARNING,
    "{what_zh}",
    "{what_en}",
    "在流程编辑器里打开并重新画出来，再保存",
    "Open it in an editor, draw what is missing and save it",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    shapes, edges = layout.of_drawing(drawing)
    if not shapes and not edges:
        for process in drawing.processes[:1]:
            what_zh, what_en = "流程图没有布局，编辑器里是空白的", "The diagram has no layout: editors show nothing"
            yield RULE.at(drawing, process, what_zh=what_zh, what_en=what_en)
        return
    for level in drawing.levels:
        for name, node in level.nodes.items():
            if name not in shapes:
                yield RULE.at(drawing, node, what_zh="图上没有画出这个元素", what_en="The element is not drawn")
        for flow in level.flows:
            if flow.get("id") not in edges:
                yield RULE.at(drawing, flow, what_zh="图上没有画出这条流向", what_en="The flow is not drawn")
