"""An element that a person reads has no name: inbox, timeline and incident would show its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level
from engine.validation.rule import Rule

RULE = Rule(
    "name.missing",
    Severity.WARNING,
    "{what_zh}“{id}”没有名称",
    '{what_en} "{id}" has no name',
    "{how_zh}",
    "{how_en}",
)
_TASK = ("任务", "Task", "用动词加宾语命名，如“确认订单”", "Name it by verb and object, such as “Confirm order”")
_EVENT = ("事件", "Event", "说出发生了什么，如“订单已关闭”", "Say what has happened, such as “Order closed”")
_GATEWAY = ("网关", "Gateway", "用问句命名，如“要审批吗？”", "Name it by a question, such as “Approval needed?”")
_FLOW = ("流向", "Flow", "写上网关问题的答案，如“是”", "Write the answer to the gateway's question, such as “Yes”")


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    for level in drawing.levels:
        for node, what in _nameless(level):
            yield _finding(drawing, node, what)


def _nameless(level: Level) -> Iterator[tuple[Any, tuple[str, str, str, str]]]:
    for node in level.nodes.values():
        if not Drawing.title(node) and (what := _what(level, node)):
            yield node, what
    for node in level.of_kind("exclusiveGateway", "inclusiveGateway"):
        flows = level.outgoing[node.get("id")]
        if len(flows) > 1:
            yield from ((flow, _FLOW) for flow in flows if not Drawing.title(flow))


def _what(level: Level, node: Any) -> tuple[str, str, str, str] | None:
    tag = kind(node)
    if tag in drawn.ACTIVITIES:
        return _TASK
    if tag in ("exclusiveGateway", "inclusiveGateway"):
        return _GATEWAY if len(level.outgoing[node.get("id")]) > 1 else None
    if tag in drawn.EVENTS:
        inner = kind(level.node) != "process" and tag in ("startEvent", "endEvent") and not drawn.event_kind(node)
        return None if inner else _EVENT
    return None


def _finding(drawing: Drawing, node: Any, what: tuple[str, str, str, str]) -> Finding:
    what_zh, what_en, how_zh, how_en = what
    return RULE.at(drawing, node, id=node.get("id"), what_zh=what_zh, what_en=what_en, how_zh=how_zh, how_en=how_en)
