"""What is seen of a dry run: every step with what it changed, what it asked, and what had no value."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from engine import errors
from engine.elements.services import Step
from engine.elements.tree import Instance
from kit import clock

T = TypeVar("T")


class OutOfBounds(errors.Abandon):
    """The run is stopped where it is: too many steps, or too long."""

    def __init__(self, bound: str) -> None:
        super().__init__(bound)
        self.bound = bound


@dataclass(frozen=True)
class Null:
    """An expression that gave null, and why."""

    expression: str
    zh: str
    en: str


@dataclass(frozen=True)
class Asked:
    """A handler that did not run: what it would have been given, and what it was taken to give, to a service task or a
    listener. `how`: given, stub, error or failed."""

    element_id: str
    topic: str
    how: str
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """One line of the run. `event`: waiting, completed, killed, decided (with evidence) or incident (with its words).
    `changed` are variables of its process; `kind` says what a waiting element waits for. `nulls` and `asked` are what
    was evaluated and asked since the line before."""

    element_id: str
    process_id: str
    event: str
    at: datetime
    task_id: UUID
    kind: str = ""
    changed: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    nulls: tuple[Null, ...] = ()
    asked: tuple[Asked, ...] = ()


class Log(list[Step]):
    """Stands in for the step log of an instance and keeps all of it. Raises OutOfBounds."""

    def __init__(self, *, max_steps: int, max_seconds: float) -> None:
        super().__init__()
        self.instance: Instance | None = None
        self.seen: list[Seen] = []
        self.nulls: list[Null] = []  # since the last step
        self.asked: list[Asked] = []  # since the last step, too
        self._max_steps = max_steps
        self._until = time.monotonic() + max_seconds
        self._before: dict[int, dict[str, Any]] = {}

    def of(self, instance: Instance) -> Log:
        self.instance = instance
        return self

    def append(self, step: Step) -> None:
        self.check()
        self._add(
            Seen(
                step.element_id,
                step.process_id,
                step.event,
                clock.from_micros(step.micros),
                step.task_id,
                changed=self._changed(step.task_id),
                evidence=step.evidence,
                nulls=_taken(self.nulls),
                asked=_taken(self.asked),
            )
        )

    def waiting(self, element_id: str, process_id: str, kind: str, task_id: UUID, at: datetime) -> None:
        """An element that has begun to wait. Counted like a step."""
        self.check()
        changed, nulls, asked = self._changed(task_id), _taken(self.nulls), _taken(self.asked)
        self._add(Seen(element_id, process_id, "waiting", at, task_id, kind, changed, nulls=nulls, asked=asked))

    def check(self) -> None:
        """Asked at each step and each expression. Raises OutOfBounds."""
        if len(self.seen) >= self._max_steps:
            raise OutOfBounds("steps")
        if time.monotonic() > self._until:
            raise OutOfBounds("time")

    def _add(self, seen: Seen) -> None:
        self.seen.append(seen)

    def _changed(self, task_id: UUID) -> dict[str, Any]:
        """Variables of the task's process that are new or different since the last step in it."""
        data = self._variables(task_id)
        before = self._before.get(id(data), {})
        self._before[id(data)] = dict(data)
        return {name: value for name, value in data.items() if name not in before or before[name] != value}

    def _variables(self, task_id: UUID) -> dict[str, Any]:
        instance = self.instance
        if instance is None:
            return {}
        try:
            scope = instance.find(task_id).workflow
        except errors.TaskGone:
            return instance.data
        while not scope.is_process:
            scope = scope.holder.workflow
        return scope.data


def _taken(pending: list[T]) -> tuple[T, ...]:
    """Each once; the list is empty afterwards."""
    taken = tuple(it for place, it in enumerate(pending) if it not in pending[:place])
    pending.clear()
    return taken
