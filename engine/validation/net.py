"""A level of a drawing as a net of tokens on flows: what its elements can do, data left aside.

A sub-process is one step of its level. Every flow has one consumer, so elements never compete for a token; that is
what makes the walk of soundness.py small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from engine.dialect.xml import kind
from engine.validation import drawing as drawn
from engine.validation.drawing import Level

Place = str
"""Id of a flow, or `>id` for a token that stands at an element without a flow: a start, the target of a link."""
MAX_SUBSETS = 6  # conditional flows of which every combination is tried; with more, each alone and all together


@dataclass(frozen=True)
class Step:
    """One thing an element can do with a token: where its tokens go. `ends` also takes all other tokens away."""

    gives: tuple[Place, ...]
    ends: bool = False


@dataclass
class Element:
    """`takes` are its places. A join of all needs a token on each, any other element one on any."""

    id: str
    node: Any
    takes: list[Place] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    joins: str = ""  # all: parallel; some: inclusive; empty: takes what comes


@dataclass
class Net:
    """Elements by id; `starts` are markings to begin with, one token each."""

    elements: dict[str, Element]
    consumer: dict[Place, str]
    starts: list[Place]
    _giving: dict[Place, list[Element]] = field(default_factory=dict)
    _reach: dict[Place, frozenset[Place]] = field(default_factory=dict)

    def giving(self, place: Place) -> list[Element]:
        """The elements that may put a token there."""
        if not self._giving:
            for element in self.elements.values():
                for given in dict.fromkeys(given for step in element.steps for given in step.gives):
                    self._giving.setdefault(given, []).append(element)
        return self._giving.get(place, [])

    def reach(self, place: Place) -> frozenset[Place]:
        """The places that a token may still get to, its own included."""
        if place not in self._reach:
            seen, todo = {place}, [place]
            while todo:
                owner = self.elements.get(self.consumer.get(todo.pop(), ""))
                for given in () if owner is None else (x for step in owner.steps for x in step.gives):
                    if given not in seen:
                        seen.add(given)
                        todo.append(given)
            self._reach[place] = frozenset(seen)
        return self._reach[place]


def of_level(level: Level) -> Net | None:
    """None for an ad-hoc sub-process, whose elements run in any order."""
    if kind(level.node) == "adHocSubProcess":
        return None
    links = _links(level)
    elements = {name: _element(level, name, node, links) for name, node in level.nodes.items() if _runs(level, node)}
    consumer = {place: it.id for it in elements.values() for place in it.takes}
    starts = [f">{node.get('id')}" for node in level.of_kind("startEvent")]
    return Net(elements, consumer, starts)


def _runs(level: Level, node: Any) -> bool:
    """Boundary events are steps of their host; handlers of events and of compensation have no place in the flow."""
    if kind(node) == "boundaryEvent" or node.get("triggeredByEvent") == "true":
        return False
    return bool(node.get("isForCompensation") != "true")


def _links(level: Level) -> dict[str, str]:
    """Catching link event by name."""
    catching = (node for node in level.of_kind("intermediateCatchEvent") if drawn.event_kind(node) == "link")
    return {drawn.definition(node).get("name") or "": node.get("id") for node in catching}


def _element(level: Level, name: str, node: Any, links: dict[str, str]) -> Element:
    tag = kind(node)
    element = Element(name, node, [_place(flow) for flow in level.incoming[name]])
    if tag == "startEvent" or name in links.values():
        element.takes.append(f">{name}")
    if len(element.takes) > 1:
        element.joins = {"parallelGateway": "all", "inclusiveGateway": "some"}.get(tag, "")
    element.steps = [*_steps(level, node, links), *_boundary_steps(level, node)]
    return element


def _steps(level: Level, node: Any, links: dict[str, str]) -> Iterator[Step]:
    flows = level.outgoing[node.get("id")]
    tag, event = kind(node), drawn.event_kind(node)
    if tag in ("exclusiveGateway", "eventBasedGateway", "complexGateway"):
        yield from (Step((_place(flow),)) for flow in flows)
        if not flows:
            yield Step(())
    elif tag == "intermediateThrowEvent" and event == "link":
        target = links.get(drawn.definition(node).get("name") or "")
        yield Step((f">{target}",) if target else ())
    elif tag == "endEvent":
        yield Step((), ends=event in ("terminate", "error", "cancel"))
    elif tag == "inclusiveGateway":
        yield from _combined(node, flows, [], needs_one=True)
    else:
        always = {id(flow) for flow in flows if drawn.condition(flow) is None or tag == "parallelGateway"}
        free = [_place(flow) for flow in flows if id(flow) in always]
        yield from _combined(node, [flow for flow in flows if id(flow) not in always], free, needs_one=not free)


def _combined(node: Any, flows: Sequence[Any], always: list[Place], *, needs_one: bool) -> Iterator[Step]:
    """Every combination of flows that may be taken; the default only alone."""
    default = node.get("default")
    by_chance = [_place(flow) for flow in flows if flow.get("id") != default or not default]
    sizes: Sequence[int] = range(len(by_chance) + 1)
    if len(by_chance) > MAX_SUBSETS:
        sizes = (1, len(by_chance))
    for size in sizes:
        for chosen in combinations(by_chance, size):
            if chosen or not needs_one or not by_chance:
                yield Step((*always, *chosen))
    if default and any(flow.get("id") == default for flow in flows):
        yield Step((*always, default))


def _boundary_steps(level: Level, node: Any) -> Iterator[Step]:
    """An interrupting event instead of the ordinary end; another one beside it, once."""
    flows = [_place(flow) for flow in level.outgoing[node.get("id")] if drawn.condition(flow) is None]
    for event in level.boundaries[node.get("id")]:
        if drawn.event_kind(event) == "compensate":
            continue
        gives = [_place(flow) for flow in level.outgoing[event.get("id")]]
        if event.get("cancelActivity", "true") == "false":
            gives += flows
        yield Step(tuple(gives))


def _place(flow: Any) -> Place:
    return flow.get("id") or f"{flow.get('sourceRef')}→{flow.get('targetRef')}"
