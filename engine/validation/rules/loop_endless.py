"""A loop that never waits and can never be left: the engine would run in circles until it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import graph
from engine.validation.deployment import Deployment
from engine.validation.drawing import SUB_PROCESSES, Drawing, Level
from engine.validation.rule import Rule

RULE = Rule(
    "loop.endless",
    Severity.ERROR,
    "循环里没有等待，{why_zh}，会一直转下去",
    "The loop never waits and {why_en}: it would go round for ever",
    "在循环里加一个用户任务、定时或消息事件，或加一条能离开的流向",
    "Put a user task, a timer or a message into the loop, or a flow that leaves it",
)
_NO_WAY_OUT = ("也没有出口", "cannot be left")
_NO_CHANGE = ("也没有步骤会改变数据", "no step in it changes anything")
_WAITING = frozenset({"userTask", "receiveTask", "eventBasedGateway", "intermediateCatchEvent", "callActivity"})
_IDLE = drawn.GATEWAYS | {"task", "manualTask", "intermediateThrowEvent"}


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        after = graph.following(level)
        for loop in graph.loops(after):
            nodes = [node for name, node in level.nodes.items() if name in loop]
            if any(waits(node, deployment) for node in nodes):
                continue
            leaves = any(target not in loop for name in loop for target in after[name])
            if not leaves or all(kind(node) in _IDLE and not _maps(node) for node in nodes):
                why_zh, why_en = _NO_CHANGE if leaves else _NO_WAY_OUT
                yield RULE.at(drawing, first(level, nodes, loop), why_zh=why_zh, why_en=why_en)


def waits(node: Any, deployment: Deployment) -> bool:
    """Whether a token stands still at the element until something comes from outside."""
    tag = kind(node)
    if tag in _WAITING or tag == "boundaryEvent":
        return not (tag == "intermediateCatchEvent" and drawn.event_kind(node) == "link")
    if tag in SUB_PROCESSES:
        return any(kind(inner) in _WAITING or _is_remote(inner, deployment) for inner in _inside(node))
    return _is_remote(node, deployment)


def _inside(node: Any) -> Iterator[Any]:
    return (inner for inner in node.iter() if isinstance(inner.tag, str) and inner is not node)


def _is_remote(node: Any, deployment: Deployment) -> bool:
    """Another company's system is waited for; so is a handler that is not known here."""
    job = drawn.extension(node, "taskDefinition")
    if job is None:
        return False
    handler = deployment.handlers.get((job.get("type") or "").strip())
    return handler is None or handler.kind == "remote"


def _maps(node: Any) -> bool:
    return drawn.extension(node, "ioMapping") is not None


def first(level: Level, nodes: list[Any], loop: set[str]) -> Any:
    """Where the loop is entered."""
    for node in nodes:
        if any(flow.get("sourceRef") not in loop for flow in level.incoming[node.get("id")]):
            return node
    return nodes[0]
