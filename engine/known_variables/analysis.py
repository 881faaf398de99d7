"""Follows the flows of a process, level by level, until what is known at each element no longer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import errors
from engine.dialect.xml import kind
from engine.known_variables import given
from engine.known_variables.state import Known, State, met
from engine.validation import dataflow, throwing
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level

_PASSES = 30  # until nothing changes; each settles a loop inside of another


@dataclass(frozen=True)
class At:
    """What is known at one element. `variables` and `reads` by name."""

    element_id: str
    name: str
    type: str
    variables: tuple[Known, ...]
    open: bool
    reads: tuple[str, ...]


def known_at(deployment: Deployment, process_id: str) -> dict[str, At]:
    """By element id, in the order of the file. Raises UnknownProcess."""
    drawing = deployment.processes.get(process_id)
    if drawing is None:
        raise errors.UnknownProcess(process=process_id)
    walk = _Walk(drawing, deployment, frozenset({process_id}))
    process = drawing.by_id[process_id]
    walk.process(process)
    reads = _reads(drawing, process, deployment)
    found = {}
    for node in process.iter():
        if isinstance(node.tag, str) and kind(node) in drawn.FLOW_NODES and node.get("id"):
            state = walk.at.get(node.get("id"), State())
            variables = tuple(sorted(state.known.values(), key=lambda it: it.name))
            read = tuple(sorted(reads.get(node.get("id"), ())))
            found[node.get("id")] = At(node.get("id"), drawing.title(node), kind(node), variables, state.open, read)
    return found


def _reads(drawing: Drawing, process: Any, deployment: Deployment) -> Mapping[str, set[str]]:
    """A flow's condition is read where the flow begins."""
    found: dict[str, set[str]] = {}
    for read in dataflow.of_process(drawing, process, deployment).reads:
        holder = read.element.get("sourceRef") or read.element.get("id") or ""
        found.setdefault(holder, set()).add(read.name)
    return found


class _Walk:
    """`at`: what is known when an element is reached, with its own locals. `calls` are being looked at already."""

    def __init__(self, drawing: Drawing, deployment: Deployment, calls: frozenset[str]) -> None:
        self.at: dict[str, State] = {}
        self._outside: dict[str, State] = {}  # when an element is reached, without its locals
        self._deployment = deployment
        self._drawing = drawing
        self._calls = calls
        self._levels = {level.node: level for level in drawing.levels}
        self._called: dict[str, State] = {}

    def process(self, process: Any) -> State:
        """What is known at its end. Where there is one way to start, what it starts with is known everywhere."""
        starts = list(self._levels[process].of_kind("startEvent"))
        declaring = [process, *(starts if len(starts) == 1 else ())]
        return self._level(
            process, State().plus(it for node in declaring for it in given.declared(node, self._deployment))
        )

    def _level(self, node: Any, entry: State) -> State:
        """All elements of a level; twice, when its event sub-processes write something, as they may at any time."""
        level = self._levels[node]
        out = self._settled(level, entry)
        everything = met([entry, *out.values()])
        aside = [it for it in level.nodes.values() if _aside(it)]
        if not aside:
            return self._exit(level, out, entry)
        before = State(
            {name: replace(it, optional=name not in entry.known) for name, it in everything.known.items()},
            everything.open,
        )
        later = [self._passed(it, before) for it in aside]
        written = met([before, *later]).optional()
        out = self._settled(level, State({**written.known, **entry.known}, entry.open or written.open))
        return self._exit(level, out, entry)

    def _settled(self, level: Level, entry: State) -> dict[str, State]:
        """What is known after each element that the flows reach."""
        out: dict[str, State] = {}
        loose = kind(level.node) == "adHocSubProcess"
        order = _order(level)
        for _ in range(_PASSES):
            before = dict(out)
            start = met([entry, *(state.optional() for state in out.values())]) if loose and out else entry
            for node in order:
                state = self._arriving(level, node, start, out)
                if state is not None:
                    out[node.get("id")] = self._passed(node, state)
            if out == before:
                break
        return out

    def _arriving(self, level: Level, node: Any, entry: State, out: Mapping[str, State]) -> State | None:
        """None for an element that no way leads to yet."""
        if kind(node) == "boundaryEvent":
            host = level.nodes.get(node.get("attachedToRef") or "")
            return None if host is None else self._interrupted(host, out)
        incoming = level.incoming.get(node.get("id"), [])
        if not incoming:
            return entry
        came = [out[flow.get("sourceRef")] for flow in incoming if flow.get("sourceRef") in out]
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
        with_items = state.plus(given.items(node, state))
        local = {it.name for it in (*given.items(node, state), *given.inputs(node, with_items))}
        inside = with_items.plus(given.inputs(node, with_items))
        self._outside[node.get("id")], self.at[node.get("id")] = state, inside
        own = self._result(node, inside)
        mapped = given.outputs(node, inside, own)
        collected = given.collection(node)
        if mapped is not None:
            return state.plus(mapped).plus(collected)
        if collected:
            return state.plus(collected)
        after = inside.plus(own.known.values(), open=own.open)
        return after.without(local, state)

    def _result(self, node: Any, inside: State) -> State:
        if kind(node) == "callActivity":
            return self._of_call(node)
        if node in self._levels:
            return self._level(node, inside)
        found = given.result(node, self._deployment)
        own = State() if found is None else found
        return own.plus(given.declared(node, self._deployment)) if kind(node) == "startEvent" else own

    def _of_call(self, node: Any) -> State:
        """What the called process knows at its end, unless only mapped outputs come back."""
        holder = drawn.extension(node, "calledElement")
        mapped = bool(dataflow.rows(node, "output"))
        if not mapped and holder is not None and holder.get("propagateAllChildVariables") == "false":
            return State()
        name = throwing.called_process(node)
        drawing = self._deployment.processes.get(name)
        if drawing is None or name in self._calls:
            return State(open=True)
        if name not in self._called:
            walk = _Walk(drawing, self._deployment, self._calls | {name})
            self._called[name] = walk.process(drawing.by_id[name])
        end = self._called[name]
        source = (node.get("id") or "",)
        return State({key: replace(it, sources=source) for key, it in end.known.items()}, end.open)

    def _exit(self, level: Level, out: Mapping[str, State], entry: State) -> State:
        ends = [state for id, state in out.items() if not level.outgoing.get(id)]
        return met(ends) if ends else met([entry, *out.values()])


def _aside(node: Any) -> bool:
    """No flow leads to it: it begins by an event, or undoes something."""
    return "true" in (node.get("triggeredByEvent"), node.get("isForCompensation"))


def _order(level: Level) -> list[Any]:
    """Elements that flows reach, as far as loops allow after those before them; boundary events after their hosts."""
    found: list[Any] = []
    seen: set[str] = set()
    starts = [node for id, node in level.nodes.items() if not level.incoming.get(id) and not _aside(node)]
    for start in reversed([it for it in starts if kind(it) != "boundaryEvent"]):
        _post_order(level, start, seen, found)
    left = [node for id, node in level.nodes.items() if id not in seen and not _aside(node)]
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
