"""A process or sub-process as a specification, with its beginning and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine import errors
from engine.elements.gateways import TokenJoin
from engine.elements.node import Node
from engine.elements.tree import STARTED, WAITING, Scope, Token, kill_scope


class ProcessSpec(WorkflowSpec):
    """`name` is unique in a bundle (process id, or process id/element id for a scope inside); `process_id` is the
    designer's. `starts` maps start event ids to their event; `compensation` activities to handler scopes."""

    def __init__(self, name: str, process_id: str, *, event_driven: bool = False) -> None:
        super().__init__(name=name)
        self.process_id = process_id
        self.event_driven = event_driven
        self.starts: dict[str, Any] = {}
        self.compensation: dict[str, str] = {}
        self.start = Start(self, "#start")
        self.end = Finish(self, "#finish")


class Start(Node):
    """Root of every scope: its children are the chosen start event and the listeners of event sub-processes."""

    def targets(self, token: Token) -> Sequence[Node]:
        starts = self._wf_spec.starts
        wanted = token.internal_data.get("start") or default_start(starts)
        return [output for output in self.outputs if output.is_listener or output.name == wanted]


def default_start(starts: dict[str, Any]) -> str:
    """The none start event, else the first drawn."""
    return next((name for name, event in starts.items() if event.kind == "none"), None) or next(iter(starts))


def check_start(spec: ProcessSpec, start: str | None) -> None:
    if start and start not in spec.starts:
        known = ", ".join(spec.starts) or "-"
        raise errors.UnknownStart(process=spec.process_id, start=start, known=known)


class Finish(TokenJoin):
    """All ends lead here. It fires when nothing else lives in the scope; armed listeners do not count."""

    reevaluated = True

    def choose(self, token: Token, tokens: list[Token]) -> list[Token] | None:
        for other in token.workflow.live.values():
            if other.task_spec is self:
                continue
            if other.task_spec.is_listener and other._state == WAITING:
                continue
            return None
        return tokens

    def execute(self, token: Token) -> bool:
        if self.listeners:  # what they do takes its time: nothing begins in the scope any more
            kill_scope(token.workflow, keep=token)
        return True

    def completed(self, token: Token) -> None:
        finish_scope(token.workflow, token)


def finish_scope(scope: Scope, last: Token) -> None:
    """The scope has ended: listeners are disarmed and the token it stands for is queued to complete."""
    kill_scope(scope, keep=last)
    scope.completed = True
    parent = scope.parent
    if parent is not None and parent._state == STARTED:
        parent.task_spec.scope_ended(parent, scope)
        parent._ready()
