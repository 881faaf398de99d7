"""Whether the tokens that leave a start can all come to an end when some elements are not to be passed.

A choice needs one way that ends, a fork all of them. Whatever might end a scope early (terminate, a boundary event, an
interrupting event sub-process) counts as a way out: nothing is claimed that could be false.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

from engine.dialect.xml import BPMN, kind
from engine.validation import drawing as drawn
from engine.validation import graph
from engine.validation.drawing import SUB_PROCESSES, Drawing, Level

_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})


class Way(Enum):
    """What an element does with a token."""

    PASSES = "it goes on behind the element"
    STOPS = "it never gets past the element"
    ENDS = "it need not be followed any further"


Judge = Callable[[Any], Way]


def of_process(levels: Sequence[Level], judge: Judge) -> bool:
    """Whether a called process can end. `levels` are its own and those inside, outer before inner."""
    return can_end(levels[0], plain_starts(levels[0]), judge, of_inner_levels(levels, judge))


def of_inner_levels(levels: Sequence[Level], judge: Judge) -> set[Any]:
    """Sub-processes whose inside can end, innermost looked at first."""
    ending: set[Any] = set()
    for level in reversed(levels):
        if kind(level.node) in SUB_PROCESSES and can_end(level, level.of_kind("startEvent"), judge, ending):
            ending.add(level.node)
    return ending


def levels_by_process(drawing: Drawing) -> Iterator[list[Level]]:
    """The levels of each process, outer before inner: a process is followed by what stands inside it."""
    found: list[Level] = []
    for level in drawing.levels:
        if kind(level.node) == "process" and found:
            yield found
            found = []
        found.append(level)
    if found:
        yield found


def plain_starts(level: Level) -> list[Any]:
    """Where a process begins that is called."""
    starts = list(level.of_kind("startEvent"))
    return [start for start in starts if not drawn.event_kind(start)] or starts[:1]


def can_end(level: Level, starts: Iterable[Any], judge: Judge, ending: set[Any]) -> bool:
    """`ending`: the sub-processes that can end. Each flow is looked at once, from the ends backwards."""
    if any(handler in ending and _interrupts(handler) for handler in level.of_kind("subProcess")):
        return True
    needed: dict[str, int] = {}
    before: dict[str, list[str]] = defaultdict(list)
    early = any(drawn.event_kind(end) == "terminate" for end in level.of_kind("endEvent"))
    after = graph.following(level)
    for name, node in level.nodes.items():
        events = [event.get("id") for event in level.boundaries[name]]
        way = _way(node, judge, ending)
        targets = after[name] if way is Way.PASSES else events if way is Way.STOPS else []
        one_will_do = early or events or way is Way.STOPS or decides(level, node)
        needed[name] = (1 if one_will_do else len(targets)) if targets or way is Way.STOPS else 0
        for target in targets:
            before[target].append(name)
    ends = _backwards(needed, before)
    return any(start.get("id") in ends for start in starts)


def _backwards(needed: dict[str, int], before: dict[str, list[str]]) -> set[str]:
    ends = {name for name, count in needed.items() if count == 0}
    todo = list(ends)
    while todo:
        for name in before[todo.pop()]:
            needed[name] -= 1
            if needed[name] <= 0 and name not in ends:
                ends.add(name)
                todo.append(name)
    return ends


def _way(node: Any, judge: Judge, ending: set[Any]) -> Way:
    tag = kind(node)
    if tag == "adHocSubProcess" or _may_be_skipped(node):
        return Way.PASSES
    if tag in SUB_PROCESSES and node not in ending:
        return Way.STOPS
    return judge(node)


def _may_be_skipped(node: Any) -> bool:
    """A loop over a list that may be empty, or one that asks before the first pass."""
    standard = node.find(f"{BPMN}standardLoopCharacteristics")
    asks_first = standard is not None and standard.get("testBefore") == "true"
    return asks_first or node.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None


def _interrupts(handler: Any) -> bool:
    starts = handler.findall(f"{BPMN}startEvent")
    return handler.get("triggeredByEvent") == "true" and any(it.get("isInterrupting") != "false" for it in starts)


def decides(level: Level, node: Any) -> bool:
    """Whether a token takes only some of the flows behind the element."""
    flows = level.outgoing[node.get("id")]
    chooses = kind(node) in _CHOICES and len(flows) > 1
    return chooses or bool(node.get("default")) or any(drawn.condition(flow) is not None for flow in flows)


def throws_of(drawing: Drawing, what: str) -> Iterator[tuple[Any, str]]:
    """Throw and end events with the name of the message or signal that they send; not those that compute the name."""
    for node in drawing.nodes("endEvent", "intermediateThrowEvent"):
        if name := named(drawing, node, what):
            yield node, name


def named(drawing: Drawing, event: Any, what: str) -> str:
    """The name of the message or signal of an event; empty when it has none or computes it."""
    if drawn.event_kind(event) != what:
        return ""
    declared = drawing.declared(drawn.definition(event), f"{what}Ref")
    name = "" if declared is None else (declared.get("name") or "").strip()
    return "" if name.startswith("=") else name
