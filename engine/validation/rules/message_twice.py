"""The same message with the same key is waited for twice at the same time: it is not clear who gets it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import joins
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "message.twice",
    Severity.WARNING,
    "消息“{message}”同时也在“{other}”被等待，不知道会由谁收到",
    'The message "{message}" is waited for by "{other}" at the same time: it is not clear who gets it',
    "换一个消息名或关联键，或只在一处等待",
    "Use another message or correlation key, or wait in one place only",
)
MOST_TOLD = 50  # other places that one is told of


@dataclass
class Together:
    """Ids of elements that may be active at the same time, in pairs or all of a group."""

    pairs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    groups: list[list[str]] = field(default_factory=list)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    waiting: dict[str, list[Any]] = defaultdict(list)
    for node in drawing.nodes("intermediateCatchEvent", "receiveTask", "boundaryEvent", "startEvent"):
        message = _message(drawing, node)
        if message is not None and (kind(node) != "startEvent" or _is_listener(node)):
            waiting[message].append(node)
    if any(len(nodes) > 1 for nodes in waiting.values()):
        together = _together(drawing)
        for message, nodes in waiting.items():
            for first, second in _clashes(drawing, nodes, together):
                name = drawing.by_id[message].get("name") or message
                yield RULE.at(drawing, second, message=name, other=drawing.title(first) or first.get("id"))


def _message(drawing: Drawing, node: Any) -> str | None:
    holder = node if kind(node) == "receiveTask" else drawn.definition(node)
    declared = None if holder is None else drawing.declared(holder, "messageRef")
    return None if declared is None or kind(declared) != "message" else declared.get("id")


def _is_listener(node: Any) -> bool:
    return bool(node.getparent().get("triggeredByEvent") == "true")


def _together(drawing: Drawing) -> Together:
    """Elements of one level that may be active at the same time."""
    known = Together()
    for level, _, verdicts in joins.of_drawing(drawing, every_order=True):
        for pair in (pair for verdict in verdicts for pair in verdict.together):
            one, other = pair
            known.pairs[one].add(other)
            known.pairs[other].add(one)
        for gateway in level.of_kind("eventBasedGateway"):
            known.groups.append([flow.get("targetRef") for flow in level.outgoing[gateway.get("id")]])
    return known


def _clashes(drawing: Drawing, nodes: list[Any], together: Together) -> Iterator[tuple[Any, Any]]:
    """Pairs that wait at the same time: two are compared by what is active on the innermost level that both stand
    in. Never all with all: each node is told at most MOST_TOLD others before it."""
    scopes: dict[Any, dict[Any, list[int]]] = {}
    innermost = []
    for number, node in enumerate(nodes):
        around = list(_active(drawing, node))
        innermost.append(around[0])
        for scope, active in around:
            scopes.setdefault(scope, {}).setdefault(active, []).append(number)
    before: dict[int, set[int]] = defaultdict(set)
    for scope, active in scopes.items():
        element = {number: it for it, numbers in active.items() for number in numbers}
        for ones, others in _in_different(active, together):
            for second, first in chain(_ordered(ones, others, before), _ordered(others, ones, before)):
                if element[first] is not element[second]:
                    before[second].add(first)
        for it, numbers in active.items():
            own = [number for number in numbers if innermost[number] == (scope, it)]
            if not _is_handler(it) or _keeps_listening(it):  # an interrupting listener is gone by then
                for second, first in chain(_ordered(own, numbers, before), _ordered(numbers, own, before)):
                    before[second].add(first)
    return ((nodes[first], nodes[second]) for second in sorted(before) for first in sorted(before[second]))


def _in_different(active: dict[Any, list[int]], together: Together) -> Iterator[tuple[list[int], list[int]]]:
    """Nodes in different elements of one scope that may be active at the same time."""
    everyone = sorted(number for numbers in active.values() for number in numbers)
    by_id = {element.get("id"): numbers for element, numbers in active.items()}
    for element, numbers in active.items():
        if _is_handler(element):
            yield numbers, everyone
        for other in together.pairs.get(element.get("id"), ()):
            if other in by_id:
                yield numbers, by_id[other]
    for group in together.groups:
        members = sorted({number for name in group for number in by_id.get(name, ())})
        yield members, members


def _ordered(ones: list[int], others: list[int], before: dict[int, set[int]]) -> Iterator[tuple[int, int]]:
    """Each of `ones` with the first of `others` before it, until enough is told of it."""
    for one in ones:
        for other in others:
            if other >= one or len(before[one]) >= MOST_TOLD:
                break
            yield one, other


def _active(drawing: Drawing, node: Any) -> Iterator[tuple[Any, Any]]:
    """Scope and the element in it that is active while the node waits, from the inside out."""
    scope = node.getparent()
    if kind(node) == "startEvent":  # it listens beside the scope around its event sub-process
        node, scope = scope, scope.getparent()
    if kind(node) == "boundaryEvent":
        host = drawing.by_id.get(node.get("attachedToRef") or "")
        node = host if host is not None and host.getparent() is scope else node
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
