"""A process that calls itself, directly or through others, on every way from its start to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation import endings, graph
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level
from engine.validation.endings import Way
from engine.validation.rule import Rule
from engine.validation.throwing import called_process

RULE = Rule(
    "call.endless",
    Severity.WARNING,
    "流程“{process}”每次都会在这里再调用自己{through_zh}，没有一条路能不调用就结束",
    'The process "{process}" calls itself again here every time{through_en}: no way to its end avoids the call',
    "在调用前加一个排他网关，让不需要再调用的情况走到结束",
    "Put an exclusive gateway before the call, with a way to the end for what needs no further call",
)

MOST_IN_A_CIRCLE = 50
"""Processes that call each other; each is looked at once for every other. Of more nothing is claimed."""


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    circles = _circles(deployment)
    for call in drawing.nodes("callActivity"):
        process, called = _process_of(call), _called(call)
        circle = circles.get(process, frozenset())
        if called in circle and deployment.processes.get(process) is drawing:
            others = "" if called == process else called
            zh, en = (f"（经过“{others}”）", f' (through "{others}")') if others else ("", "")
            yield RULE.at(drawing, call, process=process, through_zh=zh, through_en=en)


def _circles(deployment: Deployment) -> dict[str, frozenset[str]]:
    """By process that never ends because of its calls: the processes that call each other with it."""
    if "circles" not in deployment.memo:
        found: dict[str, frozenset[str]] = {}
        for circle in graph.loops(_calls(deployment)):
            endless = _endless(_levels(deployment, circle)) if len(circle) <= MOST_IN_A_CIRCLE else frozenset()
            found |= dict.fromkeys(endless, endless)
        deployment.memo["circles"] = found
    circles: dict[str, frozenset[str]] = deployment.memo["circles"]
    return circles


def _calls(deployment: Deployment) -> dict[str, list[str]]:
    """Processes that each process calls; those of the files in question, and what they lead to."""
    judged = set(deployment.files.drawings)
    todo = [process for process, drawing in deployment.processes.items() if drawing in judged]
    calls: dict[str, list[str]] = {}
    while todo:
        process = todo.pop()
        if process not in calls:
            node = deployment.processes[process].by_id[process]
            called = [_called(call) for call in node.iter(f"{BPMN}callActivity")]
            calls[process] = [name for name in called if name in deployment.processes]
            todo += calls[process]
    return calls


def _levels(deployment: Deployment, circle: set[str]) -> dict[str, list[Level]]:
    """The levels of each process of a circle."""
    drawings = dict.fromkeys(deployment.processes[process] for process in circle)
    found = ((levels[0].node.get("id"), it, levels) for it in drawings for levels in endings.levels_by_process(it))
    return {name: levels for name, it, levels in found if name in circle and deployment.processes[name] is it}


def _endless(circle: dict[str, list[Level]]) -> frozenset[str]:
    """Those that cannot end, though they could if their calls returned."""
    stuck = {process for process, levels in circle.items() if endings.of_process(levels, _judge(set()))}
    while freed := {process for process in stuck if endings.of_process(circle[process], _judge(stuck))}:
        stuck -= freed
    return frozenset(stuck)


def _judge(stuck: set[str]) -> endings.Judge:
    return lambda node: Way.STOPS if kind(node) == "callActivity" and _called(node) in stuck else Way.PASSES


def _called(call: Any) -> str:
    """Empty for a process that is told by its version tag: it may be another one."""
    holder = drawn.extension(call, "calledElement")
    fixed = holder is not None and holder.get("bindingType") == "versionTag"
    return "" if fixed else called_process(call)


def _process_of(node: Any) -> str:
    while kind(node) != "process":
        node = node.getparent()
    return node.get("id") or ""
