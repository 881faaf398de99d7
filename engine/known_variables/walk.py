"""Follows the flows of a process, level by level, until what is known at each element no longer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.dialect.xml import kind
from engine.known_variables import given, order
from engine.known_variables.state import State, met, relabelled
from engine.validation import dataflow, throwing
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level

DEPTH = 40  # scopes inside of scopes, called processes counted in; what lies deeper may write anything
_ROUNDS = 5  # until event sub-processes have told their scope what they write


@dataclass
class Common:
    """What a walk shares with those through the processes that it calls. `left`: names that may still be handed on
    from one element to the next; it bounds the time that a hostile diagram takes."""

    deployment: Deployment
    left: int
    depth: int = 0
    under_way: set[str] = field(default_factory=set)
    called: dict[str, State] = field(default_factory=dict)


class Walk:
    """`at`: what is known when an element is reached, with its own locals."""

    def __init__(self, drawing: Drawing, common: Common) -> None:
        self.at: dict[str, State] = {}
        self._outside: dict[str, State] = {}  # when an element is reached, without its locals
        self._last: dict[str, tuple[State, State]] = {}  # before and after each element, when it was last looked at
        self._aside: dict[Any, State] = {}  # what event sub-processes and compensation write, by level
        self._common = common
        self._levels = {level.node: level for level in drawing.levels}
        self._orders: dict[Any, list[Any]] = {}

    def process(self, process: Any) -> State:
        """What is known at its end. Where there is one way to start, what it starts with is known everywhere."""
        starts = list(self._levels[process].of_kind("startEvent"))
        declaring = [process, *(starts if len(starts) == 1 else ())]
        deployment = self._common.deployment
        return self._level(process, State().plus(it for node in declaring for it in given.declared(node, deployment)))

    def _level(self, node: Any, entry: State) -> State:
        if self._common.depth >= DEPTH:
            return State(open=True)
        self._common.depth += 1
        try:
            return self._inside(self._levels[node], entry)
        finally:
            self._common.depth -= 1

    def _inside(self, level: Level, entry: State) -> State:
        """All elements of a level, anew while what may happen at any time has written something else."""
        aside = [it for it in level.nodes.values() if order.aside(it)]
        out: dict[str, State] = {}
        later: list[State] = []
        for _ in range(_ROUNDS):
            written = self._aside.get(level.node, State())
            out = self._settled(level, entry.plus(written.known.values(), open=written.open))
            before = _any_time(entry, out)
            later = [self._passed(it, before) for it in aside]
            lasting = [after for it, after in zip(aside, later, strict=True) if not order.interrupts(it)]
            self._aside[level.node] = _written(before, lasting)
            if self._aside[level.node] == written:
                break
        ends = [state for id, state in out.items() if order.ends_normally(level, level.nodes[id])]
        over = [after for it, after in zip(aside, later, strict=True) if order.interrupts(it)]
        return met([*ends, *over]) if ends or over else met([entry, *out.values()])

    def _settled(self, level: Level, entry: State) -> dict[str, State]:
        """What is known after each element that the flows reach."""
        out: dict[str, State] = {}
        loose = kind(level.node) == "adHocSubProcess"
        changed = True
        while changed and self._common.left > 0:
            changed = False
            start = met([entry, *(state.optional() for state in out.values())]) if loose and out else entry
            for node in self._order(level):
                state = self._arriving(level, node, start, out)
                if state is None:
                    continue
                after = self._passed(node, state)
                if after != out.get(node.get("id")):
                    out[node.get("id")] = after
                    changed = True
        return out

    def _order(self, level: Level) -> list[Any]:
        if level.node not in self._orders:
            self._orders[level.node] = order.of(level)
        return self._orders[level.node]

    def _arriving(self, level: Level, node: Any, entry: State, out: Mapping[str, State]) -> State | None:
        """None for an element that no way leads to yet."""
        if kind(node) == "boundaryEvent":
            host = level.nodes.get(node.get("attachedToRef") or "")
            return None if host is None else self._interrupted(host, out)
        before = [flow.get("sourceRef") for flow in level.incoming.get(node.get("id"), [])]
        before += [it.get("id") for it in order.linked(level, node)]
        if not before:
            return entry
        came = [out[id] for id in before if id in out]
        return met(came, all_came=kind(node) == "parallelGateway") if came else None

    def _interrupted(self, host: Any, out: Mapping[str, State]) -> State | None:
        """At a boundary event: what was known before the activity, and what was written inside of it, perhaps."""
        outside = self._outside.get(host.get("id"))
        if outside is None or kind(host) not in drawn.SUB_PROCESSES:
            return outside
        inside = [self.at[it.get("id")] for it in host.iter() if it is not host and it.get("id") in self.at]
        after = [out[host.get("id")]] if host.get("id") in out else []
        written = met([outside, *inside, *after]).optional()
        kept = {name: it for name, it in written.known.items() if not it.local}
        return State({**kept, **outside.known}, written.open)

    def _passed(self, node: Any, state: State) -> State:
        """What is known after the element, and on the way what is known at it."""
        last = self._last.get(node.get("id"))
        if last is not None and last[0] is state:
            return last[1]
        self._common.left -= len(state.known) + 1
        if last is not None and last[0] == state:
            return last[1]
        after = self._through(node, state)
        self._last[node.get("id")] = (state, after)
        return after

    def _through(self, node: Any, state: State) -> State:
        deployment = self._common.deployment
        loop = given.items(node, state)
        with_items = state.plus(loop)
        mapped = given.inputs(node, with_items)
        heard = given.heard(node, deployment, "start", "creating", "assigning")
        local = {it.name for it in (*loop, *mapped)} | heard.known.keys()
        inside = with_items.plus(mapped).plus(heard.known.values(), open=heard.open)
        self._outside[node.get("id")], self.at[node.get("id")] = state, inside
        own = self._result(node, inside)
        after = self._left(node, state, inside, own, local)
        told = given.heard(node, deployment, "end")
        return after.plus(told.known.values(), open=told.open)

    def _left(self, node: Any, state: State, inside: State, own: State, local: set[str]) -> State:
        """What the element hands on of its own result."""
        mapped, collected = given.outputs(node, inside, own), given.collection(node, inside.plus(own.known.values()))
        if mapped is not None:
            return state.plus(mapped).plus(collected)
        if collected:
            return state.plus(collected)
        return inside.plus(own.known.values(), open=own.open).without(local, state)

    def _result(self, node: Any, inside: State) -> State:
        deployment = self._common.deployment
        if kind(node) == "callActivity":
            return self._of_call(node)
        if node in self._levels:
            return self._level(node, inside)
        own = given.result(node, inside, deployment)
        told = given.heard(node, deployment, "completing")
        own = own.plus(told.known.values(), open=told.open)
        return own.plus(given.declared(node, deployment)) if kind(node) == "startEvent" else own

    def _of_call(self, node: Any) -> State:
        """What the called process knows at its end, unless only mapped outputs come back."""
        holder = drawn.extension(node, "calledElement")
        mapped = bool(dataflow.rows(node, "output"))
        if not mapped and holder is not None and holder.get("propagateAllChildVariables") == "false":
            return State()
        end = self._called(throwing.called_process(node))
        return relabelled(end, node.get("id") or "")

    def _called(self, name: str) -> State:
        common = self._common
        drawing = common.deployment.processes.get(name)
        if drawing is None or name in common.under_way:
            return State(open=True)
        if name not in common.called:
            common.under_way.add(name)
            common.called[name] = Walk(drawing, common).process(process_of(drawing, name))
            common.under_way.discard(name)
        return common.called[name]


def process_of(drawing: Drawing, process_id: str) -> Any:
    """In a damaged file other elements may carry its id, too."""
    return next(it for it in drawing.processes if it.get("id") == process_id)


def _any_time(entry: State, out: Mapping[str, State]) -> State:
    """What may be known in a scope while it runs."""
    whole = met([entry, *out.values()])
    sure = {name for name, it in entry.known.items() if not it.optional}
    return State({name: replace(it, optional=name not in sure) for name, it in whole.known.items()}, whole.open)


def _written(before: State, after: list[State]) -> State:
    """What is another after one of these than it was before, perhaps."""
    names = {name for state in after for name, it in state.known.items() if it != before.known.get(name)}
    whole = met(after).optional()
    return State({name: whole.known[name] for name in names}, any(state.open for state in after) and not before.open)
