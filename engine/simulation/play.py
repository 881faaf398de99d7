"""Plays a scenario: starts the process and goes on with what is given until nothing given fits any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from engine import errors, feel, forms, kernel
from engine import outcomes as drawn_outcomes
from engine.bundles import LoadedBundle
from engine.elements.services import Thrown
from engine.elements.tree import Instance
from engine.kernel import Kind, Wait
from engine.simulation.record import Log, OutOfBounds, Seen
from engine.simulation.scenario import Answer, Happening, Scenario
from engine.simulation.services import Answered
from kit.errors import Rejected

_FROM_OUTSIDE = ("message", "signal")


@dataclass(frozen=True)
class Played:
    """`stopped`: empty, or the bound that ended the run: steps or time. `unused`: places of what never fitted, such as
    `answers[1]`. `waits` is what it waits for at the end."""

    steps: tuple[Seen, ...]
    waits: tuple[Wait, ...]
    thrown: tuple[Thrown, ...]
    variables: Mapping[str, Any]
    ended: bool
    stopped: str
    unused: tuple[str, ...]
    now: datetime


def play(bundle: LoadedBundle, scenario: Scenario, *, now: datetime, zone: tzinfo) -> Played:
    """Deterministic but for the ids of tasks. Raises UnknownStart, BadVariables, and for an answer that the task would
    refuse OutcomeUnknown or Rejected."""
    return _Player(bundle, scenario, now, zone).run()


class _Player:
    def __init__(self, bundle: LoadedBundle, scenario: Scenario, now: datetime, zone: tzinfo) -> None:
        self._bundle, self._scenario, self._now, self._zone = bundle, scenario, now, zone
        self._log = Log(max_steps=scenario.max_steps, max_seconds=scenario.max_seconds)
        self._services = Answered(bundle, zone, scenario.handlers, self._log)
        self._answers = dict(enumerate(scenario.answers))
        self._messages = dict(enumerate(scenario.messages))
        self._signals = dict(enumerate(scenario.signals))
        self._timers = scenario.timers
        self._thrown: list[Thrown] = []
        self._known: dict[Any, Kind] = {}

    @property
    def _instance(self) -> Instance:
        instance = self._log.instance
        if instance is None:
            raise LookupError("the run has not begun")
        return instance

    def run(self) -> Played:
        stopped = ""
        try:
            self._do(self._start)
            while self._answer() or self._message() or self._signal() or self._timer():
                pass
        except OutOfBounds as bound:
            stopped = bound.bound
        return self._played(stopped)

    def _start(self) -> None:
        given = self._scenario
        carried = self._starts_with_payload(given.start_event)
        kernel.start(
            self._bundle.specs,
            {} if carried else given.variables,
            self._services,
            self._now,
            start_event=given.start_event,
            payload=given.variables if carried else None,
            log=self._log.of,
        )

    def _starts_with_payload(self, element_id: str | None) -> bool:
        starts = [start for model in self._bundle.models for start in model.starts]
        mine = [it for it in starts if it.process_id == self._bundle.process_id and it.element_id == element_id]
        return any(it.kind in _FROM_OUTSIDE for it in mine)

    def _do(self, command: Callable[[], None]) -> None:
        """One command, and what the process has thrown at itself."""
        with feel.at(self._now.astimezone(self._zone)):
            command()
            for thrown in kernel.drain(self._instance).thrown:
                self._thrown.append(thrown)
                self._deliver_own(thrown)
        self._note_waits()

    def _deliver_own(self, thrown: Thrown) -> None:
        kind = Kind(thrown.kind)
        fitting = [
            wait
            for wait in self._waits(kind)
            if wait.name == thrown.name and (kind is Kind.SIGNAL or wait.key == thrown.key)
        ]
        for wait in fitting if kind is Kind.SIGNAL else fitting[:1]:
            if wait.task_id < thrown.mark and wait.task_id in kernel.waits(self._instance):
                kernel.fire(self._instance, wait.task_id, thrown.payload, self._now)

    def _waits(self, *kinds: Kind) -> list[Wait]:
        return [wait for wait in kernel.waits(self._instance).values() if wait.kind in kinds]

    def _note_waits(self) -> None:
        waits = kernel.waits(self._instance)
        for task_id, wait in waits.items():
            if self._known.get(task_id) != wait.kind and wait.kind is not Kind.INCIDENT:
                self._log.waiting(wait.element_id, wait.process_id, wait.kind.value, task_id, self._now)
        self._known = {task_id: wait.kind for task_id, wait in waits.items()}

    def _answer(self) -> bool:
        open_tasks = self._waits(Kind.USER)
        for place, answer in self._answers.items():
            wait = next((it for it in open_tasks if it.element_id == answer.element_id), None)
            if wait is not None:
                values = self._values(place, answer, wait)
                del self._answers[place]
                self._do(partial(kernel.complete, self._instance, wait.task_id, values, self._now))
                return True
        return self._start_element()

    def _start_element(self) -> bool:
        """The first answer that names an element of an open ad-hoc sub-process."""
        for place, answer in self._answers.items():
            for wait in self._waits(Kind.AD_HOC):
                if answer.element_id in wait.choices:
                    del self._answers[place]
                    self._do(partial(kernel.activate, self._instance, wait.task_id, answer.element_id, self._now))
                    return True
        return False

    def _values(self, place: int, answer: Answer, wait: Wait) -> dict[str, Any]:
        """What completing the task gives, checked as the inbox checks it."""
        known = outcomes(wait)
        outcome = answer.outcome or known[0]
        if outcome not in known:
            at = f"answers[{place}].outcome"
            raise errors.OutcomeUnknown(at=at, outcome=outcome[:40], known=", ".join(known))
        schema = self._bundle.forms.get(wait.form_id or "")
        try:
            if schema is not None or answer.variables:
                forms.check(schema or {"additionalProperties": False}, dict(answer.variables))
        except Rejected as refused:
            for fault in refused.failures:
                fault.at = f"answers[{place}].{fault.at}"
            raise
        return {**answer.variables, "outcome": outcome, "comment": answer.comment, "actor": answer.actor}

    def _message(self) -> bool:
        for place, message in self._messages.items():
            for wait in self._waits(Kind.MESSAGE):
                if _fits(message, wait):
                    del self._messages[place]
                    self._fire([wait], message.variables)
                    return True
        return False

    def _signal(self) -> bool:
        for place, signal in self._signals.items():
            receivers = [wait for wait in self._waits(Kind.SIGNAL) if wait.name == signal.name]
            if receivers:
                del self._signals[place]
                self._fire(receivers, signal.variables)
                return True
        return False

    def _timer(self) -> bool:
        due = [(wait.due, wait.task_id, wait) for wait in self._waits(Kind.TIMER) if wait.due is not None]
        if not due or not self._timers:
            return False
        self._timers -= 1
        moment, _, wait = min(due)
        self._now = max(self._now, moment)
        self._fire([wait], {})
        return True

    def _fire(self, receivers: list[Wait], payload: Mapping[str, Any]) -> None:
        for wait in receivers:
            if wait.task_id in kernel.waits(self._instance):
                self._do(partial(kernel.fire, self._instance, wait.task_id, payload, self._now))

    def _played(self, stopped: str) -> Played:
        rest: dict[str, Mapping[int, object]] = {
            "answers": self._answers,
            "messages": self._messages,
            "signals": self._signals,
        }
        instance = self._instance
        return Played(
            steps=tuple(self._log.seen),
            waits=tuple(kernel.waits(instance).values()),
            thrown=tuple(self._thrown),
            variables=kernel.variables(instance),
            ended=kernel.is_completed(instance),
            stopped=stopped,
            unused=tuple(f"{name}[{place}]" for name, left in rest.items() for place in left),
            now=self._now,
        )


def _fits(message: Happening, wait: Wait) -> bool:
    return message.name == wait.name and message.key in (None, wait.key)


def outcomes(wait: Wait) -> list[str]:
    """What whoever completes a user task may choose, the usual first; empty for other elements."""
    return drawn_outcomes.of(wait.properties) if wait.kind is Kind.USER else []
