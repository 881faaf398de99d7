"""A name that does not fit into its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "name.long",
    Severity.INFO,
    "名称“{name}”有 {count} 个字，超过 {limit} 个",
    'The name "{name}" is {count} characters wide, more than {limit}',
    "缩短名称，细节写进说明",
    "Shorten it; details belong into the documentation",
)
LIMIT = 10  # Chinese characters; a Latin letter is half of one
_HAN = re.compile(r"[\u2e80-\uffef]")


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for node in drawing.nodes(*drawn.FLOW_NODES):
        name = drawing.title(node)
        wide = len(_HAN.findall(name))
        count = wide + (len(name) - wide + 1) // 2
        if wide and count > LIMIT:
            yield RULE.at(drawing, node, name=name, count=count, limit=LIMIT)
