"""What is known at each element, in the order of the file, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine import errors
from engine.dialect.xml import kind
from engine.known_variables.agreement import Schema
from engine.known_variables.state import Known, State
from engine.known_variables.walk import Common, Walk, process_of
from engine.validation import dataflow
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing

_HANDED_ON = 200_000  # names, from element to element, before a process counts as too large to tell
_TOLD = 12_000_000  # characters of JSON that are told of all elements together
_ONE = 240  # of one variable besides its type


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
    process = process_of(drawing, process_id)
    common = Common(deployment, _HANDED_ON, under_way={process_id})
    walk = Walk(drawing, common)
    walk.process(process)
    reads = _reads(drawing, process, deployment)
    found, left, sizes = {}, _TOLD, _Sizes()
    for node in process.iter():
        id = node.get("id") if isinstance(node.tag, str) and kind(node) in drawn.FLOW_NODES else None
        if id:
            state = walk.at.get(id, State(open=common.left <= 0))
            left -= sum(_ONE + sizes.of(it.schema) for it in state.known.values())
            shown = State(state.known, state.open or common.left <= 0) if left > 0 else State(open=True)
            found[id] = _at(node, drawing, shown, reads.get(id, set()))
    return found


class _Sizes:
    """Of types as JSON, each measured once."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Schema, int]] = {}  # keeps the schema, so that its id stays taken

    def of(self, schema: Schema) -> int:
        known = self._found.get(id(schema))
        if known is None:
            known = self._found[id(schema)] = (schema, len(orjson.dumps(schema, default=str)) if schema else 0)
        return known[1]


def _at(node: Any, drawing: Drawing, state: State, reads: set[str]) -> At:
    variables = tuple(sorted(state.known.values(), key=lambda it: it.name))
    return At(node.get("id"), drawing.title(node), kind(node), variables, state.open, tuple(sorted(reads)))


def _reads(drawing: Drawing, process: Any, deployment: Deployment) -> Mapping[str, set[str]]:
    """A flow's condition is read where the flow begins."""
    found: dict[str, set[str]] = {}
    for read in dataflow.of_process(drawing, process, deployment).reads:
        holder = read.element.get("sourceRef") or read.element.get("id") or ""
        found.setdefault(holder, set()).add(read.name)
    return found
