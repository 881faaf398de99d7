"""The handlers' registry: a service task's type names a topic, a topic names Python code with typed input and output.

`local` handlers run inside the transaction of the advance, exactly once. `remote` handlers run outside any transaction
under a lease, at least once, with `job.key` as the idempotency key; their `apply` part runs in the transaction that
completes the task, exactly once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from engine.errors import BpmnError
from kit.db import Database, Tx

In = TypeVar("In", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)
Kind = Literal["local", "remote"]

__all__ = ["BpmnError", "Handler", "HandlerFailed", "Job", "find", "local", "remote"]

BACKOFF = (5, 30, 120)  # seconds before the second, third, fourth try


class HandlerFailed(Exception):
    """The work could not be done now: it is tried again, then an incident asks a person. Its text is only the detail
    of the incident; a `kit.errors.Failure` says the reason in both languages instead."""


@dataclass(frozen=True)
class Job:
    """One service task to do. `key` stays the same over all attempts."""

    instance_id: int
    task_id: UUID
    business_key: str
    topic: str
    element_id: str
    attempt: int
    now: datetime
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.instance_id}:{self.task_id.hex}"


@dataclass(frozen=True)
class Handler(Generic[In, Out]):
    """A registered topic. `retries` counts attempts in all unless the diagram says otherwise."""

    topic: str
    kind: Kind
    title_zh: str
    title_en: str
    input: type[In]
    output: type[Out]
    run: Callable[[Any, Job, In], Out]
    apply: Callable[[Tx, Job, In, Out], None] | None = None
    retries: int = 3
    backoff: tuple[int, ...] = BACKOFF


class TopicTaken(Exception):
    """Two handlers claim one topic: a programming error found at import."""


REGISTRY: dict[str, Handler[Any, Any]] = {}

LocalRun = Callable[[Tx, Job, In], Out]
RemoteRun = Callable[[Database, Job, In], Out]
Apply = Callable[[Tx, Job, In, Out], None]


def local(topic: str, *, title_zh: str, title_en: str) -> Callable[[LocalRun[In, Out]], LocalRun[In, Out]]:
    """Register a handler for stock, credit, status: anything in our own database. It must not touch the network."""

    def register(run: LocalRun[In, Out]) -> LocalRun[In, Out]:
        takes, gives = _models(run)
        _add(Handler(topic, "local", title_zh, title_en, takes, gives, run))
        return run

    return register


def remote(
    topic: str,
    *,
    title_zh: str,
    title_en: str,
    retries: int = 3,
    backoff: tuple[int, ...] = BACKOFF,
    apply: Apply[In, Out] | None = None,
) -> Callable[[RemoteRun[In, Out]], RemoteRun[In, Out]]:
    """Register a handler that talks to another company's system. It may run twice for one job."""

    def register(run: RemoteRun[In, Out]) -> RemoteRun[In, Out]:
        takes, gives = _models(run)
        _add(Handler(topic, "remote", title_zh, title_en, takes, gives, run, apply, retries, backoff))
        return run

    return register


def find(topic: str) -> Handler[Any, Any] | None:
    return REGISTRY.get(topic)


def _add(handler: Handler[Any, Any]) -> None:
    if handler.topic in REGISTRY:
        raise TopicTaken(handler.topic)
    REGISTRY[handler.topic] = handler


def _models(run: Callable[..., Any]) -> tuple[type[Any], type[Any]]:
    """Input and output model, read from the annotations of (…, input) -> output."""
    hints = get_type_hints(run)
    gives = hints.pop("return")
    return list(hints.values())[-1], gives
