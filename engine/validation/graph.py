"""Who follows whom on a level: flows, boundary events behind their host, links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.dialect.xml import kind
from engine.validation import drawing as drawn
from engine.validation.drawing import Level

Following = Mapping[str, list[str]]


def following(level: Level) -> dict[str, list[str]]:
    """The elements behind each element, in the order of the flows."""
    links = {
        drawn.definition(node).get("name") or "": node.get("id")
        for node in level.of_kind("intermediateCatchEvent")
        if drawn.event_kind(node) == "link"
    }
    after: dict[str, list[str]] = {}
    for name, node in level.nodes.items():
        found = [flow.get("targetRef") for flow in level.outgoing[name]]
        found += [event.get("id") for event in level.boundaries[name]]
        if kind(node) == "intermediateThrowEvent" and drawn.event_kind(node) == "link":
            target = links.get(drawn.definition(node).get("name") or "")
            found += [target] if target else []
        after[name] = found
    return after


def reached(after: Following, starts: Iterable[str]) -> set[str]:
    """The starts and everything behind them."""
    todo = list(starts)
    seen = set(todo)
    while todo:
        for name in after.get(todo.pop(), ()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def loops(after: Following) -> Iterator[set[str]]:
    """Largest sets of elements from each of which every other can be reached; single ones only when they follow
    themselves."""
    behind = {name: reached(after, after[name]) for name in after}
    done: set[str] = set()
    for name in after:
        if name in done or name not in behind[name]:
            continue
        loop = {other for other in behind[name] if name in behind[other]}
        done |= loop
        yield loop
