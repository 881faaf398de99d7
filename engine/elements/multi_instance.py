"""Multi-instance and standard loop: one token spawns the activity per item, a result node behind it collects.

Nothing hooks into the activity, so an in-flight loop restores onto shared or freshly parsed specs alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.elements import found_values
from engine.elements.node import Node
from engine.elements.tree import LIVE, STARTED, Token, kill, spawn
from engine.elements.variables import assign, copied, is_true, value
from engine.incident_bounds import TooManyItems

MOST_AT_ONCE = 2_000
"""Items of a parallel loop. All work items are written by the one transaction that reaches it, 0.2 to 0.4 ms each,
and every completion goes through all of them: 20 ms at this bound, 90 ms at 5,000."""

MOST_IN_TURN = 10_000
"""Items of a sequential loop, which are saved again with every completion: 4 ms at this bound, 20 ms at 100,000."""


@dataclass(frozen=True)
class Loop:
    """loopCharacteristics. A standard loop has no collection: it repeats while `condition` holds, at most
    `maximum` times; for multi-instance `condition` completes early."""

    sequential: bool = False
    collection: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    condition: str | None = None
    maximum: int = 1000
    test_before: bool = False

    @property
    def is_standard(self) -> bool:
        return self.collection is None


class MultiInstance(Node):
    """The activity as a whole: boundary events sit here. `internal_data`: items (of a standard loop how often at most),
    out, made, done."""

    def __init__(self, *args: Any, inner: str, loop: Loop, **options: Any) -> None:
        super().__init__(*args, **options)
        self.inner = inner
        self.loop = loop

    def arrive(self, token: Token) -> bool:
        items = self._items(token)
        skip = self.loop.is_standard and self.loop.test_before and not self._holds(token, {})
        if skip:
            items = 0
        total = _count(items)
        collects = self.loop.output_collection is not None
        token.internal_data.update(items=items, out=[None] * total if collects else [], made=0, done=0)
        if not total:
            self.collect(token)
            return True
        token._set_state(STARTED)
        for _ in range(1 if self.loop.sequential else total):
            self.next(token)
        return False

    def _items(self, token: Token) -> list[Any] | int:
        if self.loop.collection is None:
            return self.loop.maximum
        items = value(token, self.loop.collection)
        if not isinstance(items, list):
            raise found_values.not_a_list(token, self.loop.collection, items)
        most = MOST_IN_TURN if self.loop.sequential else MOST_AT_ONCE
        if len(items) > most:
            raise TooManyItems(expression=self.loop.collection.removeprefix("=").strip(), count=len(items), most=most)
        copy: list[Any] = copied(items)
        return copy

    def _holds(self, token: Token, extra: dict[str, Any]) -> bool:
        return self.loop.condition is None or is_true(token, self.loop.condition, extra)

    def next(self, token: Token) -> None:
        internal = token.internal_data
        index = internal["made"]
        internal["made"] += 1
        local = {"loopCounter": index + 1}
        if self.loop.item:
            local[self.loop.item] = copied(internal["items"][index])
        given = {"local": local, "loop": index}
        if self.loop.output_collection:
            given["sink"] = True
        spawn(token, self._wf_spec.task_specs[self.inner], given)

    def is_over(self, token: Token, inner: Token, done: int) -> bool:
        """Whether the loop ends with this instance, the `done`-th to complete."""
        internal = token.internal_data
        total = _count(internal["items"])
        if done == total:
            return True
        if self.loop.condition is None:
            return False
        if self.loop.is_standard:
            return not self._holds(inner, {})
        counts = {
            "numberOfInstances": total,
            "numberOfActiveInstances": internal["made"] - done,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": 0,
        }
        return self._holds(inner, counts)

    def collect(self, token: Token) -> None:
        """All is done: the output collection leaves, the items are forgotten."""
        out = token.internal_data.pop("out")
        token.internal_data.pop("items")
        if self.loop.output_collection:
            assign(token, {self.loop.output_collection: out})


def _count(items: list[Any] | int) -> int:
    """A standard loop has only a number; its states of earlier releases have a list."""
    return items if isinstance(items, int) else len(items)


class Collect(Node):
    """Runs behind each instance: takes its output, ends the loop or starts the next."""

    def execute(self, token: Token) -> bool:
        inner = token.parent
        whole = inner.parent
        if whole._state != STARTED:
            return True  # the loop was interrupted while this instance completed
        spec: MultiInstance = whole.task_spec
        internal = whole.internal_data
        index = inner.internal_data["loop"]
        if spec.loop.output_collection:
            output = copied(value(inner, spec.loop.output_element))
            internal["out"][index] = output
        over = spec.is_over(whole, inner, internal["done"] + 1)
        internal["done"] += 1
        inner.internal_data.pop("local", None)
        if over:
            self._end(whole, inner)
        elif spec.loop.sequential:
            spec.next(whole)
        return True

    def _end(self, whole: Token, inner: Token) -> None:
        for sibling in whole.children:
            if sibling is not inner and sibling._state & LIVE:
                kill(sibling)
        whole.task_spec.collect(whole)
        whole._ready()

    def targets(self, token: Token) -> Sequence[Node]:
        return []
