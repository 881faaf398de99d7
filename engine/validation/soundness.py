"""Walks a net: where tokens get stuck for ever, and where one branch is walked twice at the same time.

Data is left aside: whatever a split could do is tried. The walk is bounded; beyond the bound nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from engine.validation.net import Element, Net, Place, Step

MAX_MARKINGS = 4000
MAX_TOKENS = 2  # on one flow; a loop that makes ever more tokens ends the walk there
MAX_WORK = (
    1_000_000  # pairs of tokens, and flows of inclusive joins looked at; hundreds of branches side by side end it
)

Marking = tuple[tuple[Place, int], ...]


@dataclass
class Verdict:
    """What the walk found. `whole` is False when the bound was reached."""

    whole: bool = True
    completes: bool = False  # some run gets to its end
    stuck: dict[str, set[Place]] = field(default_factory=dict)  # join → flows whose token never comes
    doubled: set[Place] = field(default_factory=set)  # flows with two tokens at once
    together: set[frozenset[str]] = field(default_factory=set)  # pairs of elements that hold tokens at the same time


def walk(net: Net, start: Place, *, every_order: bool = False) -> Verdict:
    """`every_order` tries all orders of independent steps, which finds doubled tokens; without it one order stands for
    all, which is enough for stuck ones."""
    verdict = Verdict()
    first: Marking = ((start, 1),)
    seen, todo = {first}, [first]
    work = 0
    while todo:
        marking = todo.pop()
        at = sorted({net.consumer[place] for place, _ in marking if place in net.consumer})
        work += len(marking) ** 2 + sum(len(it.takes) for it in map(net.elements.__getitem__, at) if it.joins == "some")
        if len(seen) > MAX_MARKINGS or work > MAX_WORK:
            verdict.whole = False
            return verdict
        verdict.together.update(frozenset(pair) for pair in combinations(at, 2))
        following = list(_following(net, dict(marking), every_order))
        if not following:
            _judge(net, dict(marking), verdict)
        for after in following:
            verdict.doubled |= {place for place, count in after if count > 1}
            if after not in seen and all(count <= MAX_TOKENS for _, count in after):
                seen.add(after)
                todo.append(after)
    return verdict


def _judge(net: Net, marking: dict[Place, int], verdict: Verdict) -> None:
    if not marking:
        verdict.completes = True
    for place in marking:
        element = net.elements.get(net.consumer.get(place, ""))
        if element is not None and element.joins == "all":
            missing = {other for other in element.takes if other not in marking}
            verdict.stuck.setdefault(element.id, set()).update(missing)


def _following(net: Net, marking: dict[Place, int], every_order: bool) -> Iterator[Marking]:
    """Inclusive joins wait for whatever may still come, so they go last."""
    ready = {net.consumer[place]: None for place in marking if place in net.consumer}
    plain = [name for name in ready if net.elements[name].joins != "some"]
    moved = False
    for name in plain:
        for after in _moves(net, net.elements[name], marking):
            moved = True
            yield after
        if moved and not every_order:
            return
    for name in ready:
        element = net.elements[name]
        if element.joins == "some" and _nothing_comes(net, element, marking):
            yield from _moves(net, element, marking)


def _nothing_comes(net: Net, join: Element, marking: dict[Place, int]) -> bool:
    """No token elsewhere can get to an empty flow of the join without passing the join itself."""
    empty = [place for place in join.takes if place not in marking]
    others = [place for place in marking if net.consumer.get(place) != join.id]
    return not any(target in net.reach(place) for place in others for target in empty)


def _moves(net: Net, element: Element, marking: dict[Place, int]) -> Iterator[Marking]:
    here = [place for place in marking if net.consumer.get(place) == element.id]
    if element.joins == "all":
        taken = [here] if len(here) == len(element.takes) else []
    else:
        taken = [here] if element.joins == "some" else [[place] for place in here]
    for places in taken:
        left = dict(marking)
        for place in places:
            left[place] -= 1
            if not left[place]:
                del left[place]
        for step in element.steps:
            yield _after(left, step)


def _after(left: dict[Place, int], step: Step) -> Marking:
    if step.ends:
        return ()
    after = dict(left)
    for place in step.gives:
        after[place] = after.get(place, 0) + 1
    return tuple(sorted(after.items()))
