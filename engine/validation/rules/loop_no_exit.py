"""A loop of automatic steps that sends tokens out of itself, but goes round again every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import endings, graph, throwing
from engine.validation.deployment import Deployment
from engine.validation.drawing import SUB_PROCESSES, Drawing, Level
from engine.validation.rule import Rule
from engine.validation.rules.loop_endless import first, waits

RULE = Rule(
    "loop.no_exit",
    Severity.WARNING,
    "循环里没有等待，也没有条件能让它停下：每一圈都会再转下去",
    "The loop never waits and no condition can stop it: every pass leads to the next",
    "在循环里用排他网关，写明什么时候离开",
    "Put an exclusive gateway into the loop with the condition to leave it",
)
_STOPS = frozenset({"terminate", "error", "escalation", "cancel"})


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        after = graph.following(level)
        if next(graph.loops(after), None) is None:
            continue
        fails = _errors_are_caught(drawing, level, deployment)
        forced = {name for name, node in level.nodes.items() if not _may_stop(level, node, deployment, fails)}
        within = {name: [target for target in after[name] if target in forced] for name in forced}
        for loop in graph.loops(within):
            goes_out = any(target not in loop for name in loop for target in after[name])
            if goes_out and not _is_stopped(level):
                nodes = [node for name, node in level.nodes.items() if name in loop]
                yield RULE.at(drawing, first(level, nodes, loop))


def _may_stop(level: Level, node: Any, deployment: Deployment, fails: bool) -> bool:
    """The element waits, chooses, waits for other tokens, or may be left by an event. `fails`: an error of its handler
    may lead out of the loop."""
    if fails and drawn.extension(node, "taskDefinition") is not None:
        return True
    name = node.get("id")
    joins = kind(node) == "parallelGateway" and len(level.incoming[name]) > 1
    chooses = joins or endings.decides(level, node) or bool(level.boundaries[name])
    return chooses or kind(node) in SUB_PROCESSES or drawn.event_kind(node) in _STOPS or waits(node, deployment)


def _errors_are_caught(drawing: Drawing, level: Level, deployment: Deployment) -> bool:
    """By an event of this drawing, or of one that calls the process."""
    process = level.node
    while kind(process) != "process":
        process = process.getparent()
    around = {drawing, *(caller for caller, _ in throwing.callers(deployment, process.get("id") or ""))}
    return any(True for it in around for _ in throwing.catches(it, "error"))


def _is_stopped(level: Level) -> bool:
    """Another branch may end the whole scope."""
    return any(drawn.event_kind(end) in _STOPS for end in level.of_kind("endEvent"))
