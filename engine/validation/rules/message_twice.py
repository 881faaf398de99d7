"""The same message with the same key is waited for twice at the same time: it is not clear who gets it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import joins
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level
from engine.validation.rule import Rule

RULE = Rule(
    "message.twice",
    Severity.WARNING,
    "消息“{message}”同时也在“{other}”被等待，不知道会由谁收到",
    'The message "{message}" is waited for by "{other}" at the same time: it is not clear who gets it',
    "换一个消息名或关联键，或只在一处等待",
    "Use another message or correlation key, or wait in one place only",
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    waiting: dict[str, list[Any]] = defaultdict(list)
    for node in drawing.nodes("intermediateCatchEvent", "receiveTask", "boundaryEvent", "startEvent"):
        message = _message(drawing, node)
        if message is not None and (kind(node) != "startEvent" or _is_listener(node)):
            waiting[message].append(node)
    together = _together(drawing)
    for message, nodes in waiting.items():
        for first, second in combinations(nodes, 2):
            if _same_time(first, second, together):
                name = drawing.by_id[message].get("name") or message
                yield RULE.at(drawing, second, message=name, other=drawing.title(first) or first.get("id"))


def _message(drawing: Drawing, node: Any) -> str | None:
    holder = node if kind(node) == "receiveTask" else drawn.definition(node)
    declared = None if holder is None else drawing.declared(holder, "messageRef")
    return None if declared is None or kind(declared) != "message" else declared.get("id")


def _is_listener(node: Any) -> bool:
    return bool(node.getparent().get("triggeredByEvent") == "true")


def _together(drawing: Drawing) -> set[frozenset[str]]:
    """Pairs of elements of one level that may be active at the same time."""
    pairs: set[frozenset[str]] = set()
    for level, _, verdicts in joins.of_drawing(drawing, every_order=True):
        for verdict in verdicts:
            pairs |= verdict.together
        pairs |= _behind_event_gateways(level)
    return pairs


def _behind_event_gateways(level: Level) -> set[frozenset[str]]:
    return {
        frozenset((first.get("targetRef"), second.get("targetRef")))
        for gateway in level.of_kind("eventBasedGateway")
        for first, second in combinations(level.outgoing[gateway.get("id")], 2)
    }


def _same_time(first: Any, second: Any, together: set[frozenset[str]]) -> bool:
    """Compares what is active on the innermost level that both stand in."""
    around = dict(_active(second))
    for scope, one in _active(first):
        other = around.get(scope)
        if other is not None:
            return _both(one, other, together)
    return False


def _both(one: Any, other: Any, together: set[frozenset[str]]) -> bool:
    if one is other:  # a boundary event of what the other stands in; an interrupting listener is gone by then
        return not _is_handler(one) or _keeps_listening(one)
    return _is_handler(one) or _is_handler(other) or frozenset((one.get("id"), other.get("id"))) in together


def _active(node: Any) -> Iterator[tuple[Any, Any]]:
    """Scope and the element in it that is active while the node waits, from the inside out."""
    scope = node.getparent()
    if kind(node) == "startEvent":  # it listens beside the scope around its event sub-process
        node, scope = scope, scope.getparent()
    if kind(node) == "boundaryEvent":
        hosts = (it for it in scope if isinstance(it.tag, str) and it.get("id") == node.get("attachedToRef"))
        node = next(hosts, node)
    while True:
        yield scope, node
        if kind(scope) == "process":
            return
        node, scope = scope, scope.getparent()


def _is_handler(node: Any) -> bool:
    """An event sub-process listens as long as its scope lives."""
    return bool(node.get("triggeredByEvent") == "true")


def _keeps_listening(handler: Any) -> bool:
    return any(start.get("isInterrupting") == "false" for start in handler.findall(f"{BPMN}startEvent"))
