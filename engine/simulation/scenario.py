"""What a dry run is given: where it starts, what handlers and people answer, what comes from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_STEPS = 500
MAX_SECONDS = 2.0


@dataclass(frozen=True)
class HandlerAnswer:
    """How a service task ends: with a result (what it leaves out is stubbed), with a business error (`code`), or with a
    failure, which is an incident. `waits`: it does not end, so that the events around it can be tried."""

    result: Mapping[str, Any] = field(default_factory=dict)
    code: str | None = None
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    fails: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Answer:
    """A person completes a user task; `outcome` None: the first that the task offers. Or a person starts an element of
    an open ad-hoc sub-process; a user task that was started so needs an answer of its own."""

    element_id: str
    outcome: str | None = None
    comment: str | None = None
    actor: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Happening:
    """A message or signal from outside. `key` None fits every correlation key."""

    name: str
    key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """`handlers` by element id or topic. `timers`: how often the clock may go to the next due time."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    start_event: str | None = None
    handlers: Mapping[str, HandlerAnswer] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    messages: Sequence[Happening] = ()
    signals: Sequence[Happening] = ()
    timers: int = 0
    max_steps: int = MAX_STEPS
    max_seconds: float = MAX_SECONDS
