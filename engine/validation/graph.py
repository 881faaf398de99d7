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
    themselves. Two walks: forwards for the order in which elements are left, then backwards in that order."""
    before: dict[str, list[str]] = {name: [] for name in after}
    for name, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    done: set[str] = set()
    for first in reversed(_left(after)):
        loop = set() if first in done else {first}
        todo = list(loop)
        done |= loop
        while todo:
            new = [name for name in before[todo.pop()] if name not in done]
            loop.update(new)
            done.update(new)
            todo += new
        if len(loop) > 1 or (loop and first in after.get(first, ())):
            yield loop


def _left(after: Following) -> list[str]:
    """The elements in the order in which a walk in depth has seen all that follows them."""
    order: list[str] = []
    seen: set[str] = set()
    for start in after:
        todo = [] if start in seen else [(start, iter(after[start]))]
        seen.add(start)
        while todo:
            name, targets = todo[-1]
            target = next((it for it in targets if it not in seen), None)
            if target is None:
                order.append(name)
                todo.pop()
            else:
                seen.add(target)
                todo.append((target, iter(after.get(target, ()))))
    return order
