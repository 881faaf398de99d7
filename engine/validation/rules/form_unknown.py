"""A user task or start event names a form that is not deployed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.nearest import meant_en, meant_zh, nearest
from engine.validation.rule import Rule

RULE = Rule(
    "form.unknown",
    Severity.ERROR,
    "没有表单“{form}”",
    'There is no form "{form}"',
    "{meant_zh}先部署 {form}.schema.json，或改选已有的表单",
    "{meant_en}Deploy {form}.schema.json with it, or choose a form that exists",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes("userTask", "startEvent"):
        holder = drawn.extension(node, "formDefinition")
        form = "" if holder is None else (holder.get("formId") or "").strip()
        if not form or form.startswith("=") or form in deployment.forms:
            continue
        near = nearest(form, deployment.forms)
        fix = [drawn.set_attribute(holder, "formId", near)] if near else []
        yield RULE.at(drawing, node, fix=fix, form=form, meant_zh=meant_zh(near), meant_en=meant_en(near))
