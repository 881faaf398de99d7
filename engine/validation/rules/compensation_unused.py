"""An undo step that no compensation event ever asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "compensation.unused",
    Severity.WARNING,
    "没有任何补偿事件会触发这里的补偿",
    "No compensation event ever asks for this compensation",
    "画一个补偿抛出事件或补偿结束事件，或删除它",
    "Draw a throwing or ending compensation event, or delete this one",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    asked: dict[Any, set[str]] = defaultdict(set)  # by level; empty text: all of it
    for node in drawing.nodes("intermediateThrowEvent", "endEvent"):
        if drawn.event_kind(node) == "compensate":
            asked[_undone(node)].add(drawn.definition(node).get("activityRef") or "")
    for node in drawing.nodes("boundaryEvent"):
        if drawn.event_kind(node) == "compensate" and not _in_transaction(node) and not _is_asked(node, asked):
            yield RULE.at(drawing, node)


def _undone(thrown: Any) -> Any:
    """A throw undoes its own level with all below it; inside an event sub-process the level around that."""
    level = thrown.getparent()
    while level.get("triggeredByEvent") == "true":
        level = level.getparent()
    return level


def _is_asked(node: Any, asked: dict[Any, set[str]]) -> bool:
    within = {"", node.get("attachedToRef")}
    for level in node.iterancestors():
        if level in asked and not within.isdisjoint(asked[level]):
            return True
        within.add(level.get("id"))
    return False


def _in_transaction(node: Any) -> bool:
    """Cancelling a transaction undoes what it did."""
    return any(kind(it) == "transaction" for it in node.iterancestors() if isinstance(it.tag, str))
