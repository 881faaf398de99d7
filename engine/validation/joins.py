"""What the walks over a drawing say, once for all rules that ask; and the split that starves a join."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from engine.dialect.xml import kind
from engine.validation import net, soundness
from engine.validation.drawing import Drawing, Level
from engine.validation.net import Net, Place
from engine.validation.soundness import Verdict

Walked = tuple[Level, Net, list[Verdict]]
MOST_LONG_WALKS = 20  # levels of one drawing, 0.1 s each; of those behind them nothing is claimed
_CHOOSES = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
_walked: WeakKeyDictionary[Drawing, dict[bool, list[Walked]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Stuck:
    """A join that waits for a token on `place`."""

    level: Level
    net: Net
    join: str
    place: Place


def of_drawing(drawing: Drawing, *, every_order: bool = False) -> list[Walked]:
    """One verdict for each start of each level; levels with a walk that was too long are left out."""
    known = _walked.setdefault(drawing, {})
    if every_order not in known:
        known[every_order] = list(_walks(drawing, every_order))
    return known[every_order]


def _walks(drawing: Drawing, every_order: bool) -> Iterator[Walked]:
    too_long = 0
    for level in drawing.levels:
        drawn = net.of_level(level)
        if drawn is None or too_long > MOST_LONG_WALKS:
            continue
        verdicts = [soundness.walk(drawn, start, every_order=every_order) for start in drawn.starts]
        if verdicts and all(verdict.whole for verdict in verdicts):
            yield level, drawn, verdicts
        else:
            too_long += any(not verdict.whole for verdict in verdicts)


def stuck(verdicts: Iterable[Verdict]) -> dict[str, set[Place]]:
    """Join → flows without a token, over all starts."""
    found: dict[str, set[Place]] = {}
    for verdict in verdicts:
        for join, places in verdict.stuck.items():
            found.setdefault(join, set()).update(places)
    return found


def split_before(it: Stuck) -> Any:
    """The nearest split on the way to the empty flow that chooses one way, or the activity whose boundary event leads
    elsewhere; None when there is none."""
    todo, seen = deque([it.place]), {it.place}
    while todo:
        for element in it.net.giving(todo.popleft()):
            if len(element.steps) > 1 and element.id != it.join and _chooses(element.node, it.level):
                return element.node
            todo.extend(other for other in element.takes if other not in seen)
            seen.update(element.takes)
    return None


def _chooses(node: Any, level: Level) -> bool:
    return kind(node) in _CHOOSES or bool(level.boundaries[node.get("id")]) or len(level.outgoing[node.get("id")]) > 1
