"""In which order the elements of a level are looked at, and how they begin and end."""

from __future__ import annotations

from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.validation import drawing as drawn
from engine.validation.drawing import Level

_LEFT_BY_AN_EVENT = frozenset({"error", "cancel", "link"})


def aside(node: Any) -> bool:
    """No flow leads to it: it begins by an event, or undoes something."""
    return "true" in (node.get("triggeredByEvent"), node.get("isForCompensation"))


def interrupts(node: Any) -> bool:
    """An event sub-process after which nothing of its scope goes on."""
    starts = node.findall(f"{BPMN}startEvent")
    return node.get("triggeredByEvent") == "true" and all(it.get("isInterrupting") != "false" for it in starts)


def ends_normally(level: Level, node: Any) -> bool:
    """The last element of a way that leads out of its level as a matter of course."""
    tag, event = kind(node), drawn.event_kind(node) if kind(node) in drawn.EVENTS else ""
    loose = tag == "boundaryEvent" and event == "compensate"
    return not level.outgoing.get(node.get("id")) and event not in _LEFT_BY_AN_EVENT and not loose


def linked(level: Level, node: Any) -> list[Any]:
    """The link throws that lead to a link catch."""
    if kind(node) != "intermediateCatchEvent" or drawn.event_kind(node) != "link":
        return []
    name = drawn.definition(node).get("name")
    throws = (it for it in level.of_kind("intermediateThrowEvent") if drawn.event_kind(it) == "link")
    return [it for it in throws if drawn.definition(it).get("name") == name]


def of(level: Level) -> list[Any]:
    """Elements that flows reach, as far as loops allow after those before them; boundary events after their hosts."""
    found: list[Any] = []
    seen: set[str] = set()
    starts = [node for id, node in level.nodes.items() if not level.incoming.get(id) and not aside(node)]
    for start in reversed([it for it in starts if kind(it) != "boundaryEvent"]):
        _post_order(level, start, seen, found)
    left = [node for id, node in level.nodes.items() if id not in seen and not aside(node)]
    return [*reversed(found), *left]


def _post_order(level: Level, start: Any, seen: set[str], found: list[Any]) -> None:
    """Those that come later first. Without recursion: diagrams can be long."""
    todo = [(start, False)]
    while todo:
        node, done = todo.pop()
        if done:
            found.append(node)
            continue
        if node.get("id") in seen:
            continue
        seen.add(node.get("id"))
        todo.append((node, True))
        after = [level.nodes[flow.get("targetRef")] for flow in level.outgoing.get(node.get("id"), [])]
        todo += [(it, False) for it in (*after, *level.boundaries.get(node.get("id"), []))]
