"""What a host gives the kernel, and what the kernel hands back: the whole border, free of SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol
from uuid import UUID

from kit import ids

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Decided:
    """Outcome of a decision: the JSON result and the proof for the log (decision id, version, rows that fired)."""

    result: Any
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskContext:
    """The service task a local handler runs for. `instance` is whatever the host put on the workflow (`host`)."""

    task_id: UUID
    element_id: str
    element_name: str
    process_id: str
    topic: str
    headers: Mapping[str, str]
    attempt: int
    now: datetime
    host: Any
    variables: Variables


class Services(Protocol):
    """Implemented by the host once per process or per transaction; reached through `workflow.services`."""

    zone: tzinfo

    @property
    def hops(self) -> int:
        """How many messages and signals in a row led here with nothing from outside in between."""

    def evaluate(self, expression: str, variables: Variables) -> Any:
        """Value of a FEEL expression (text without the leading '='), JSON. Raising makes an incident."""

    def decide(self, decision_id: str, variables: Variables) -> Decided:
        """Runs a decision. Raising makes an incident."""

    def kind(self, topic: str) -> Literal["local", "remote"] | None:
        """How the topic's handler runs; None when there is no handler, which makes an incident."""

    def run_local(self, task: TaskContext, inputs: dict[str, Any]) -> dict[str, Any]:
        """Runs a local handler in the transaction of this advance, inside a savepoint of its own.

        BpmnError goes to the diagram; any other exception becomes an incident on the task.
        """


@dataclass(frozen=True)
class Step:
    """One line of the step log: what a designer sees happen, in order within the advance.

    `event` is completed, killed, decided (with evidence) or incident (with its words in both languages).
    """

    element_id: str
    process_id: str
    event: Literal["completed", "killed", "decided", "incident"]
    micros: int
    task_id: UUID
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thrown:
    """A message (to one receiver by key) or a signal (to all that wait) leaving the instance.

    `mark` is an id made at that moment: tokens of this instance with a larger one came later.
    """

    kind: Literal["message", "signal"]
    name: str
    key: str
    payload: Mapping[str, Any]
    task_id: UUID
    mark: UUID = field(default_factory=ids.new_uid)
