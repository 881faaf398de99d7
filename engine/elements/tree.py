"""The token tree on SpiffWorkflow's Task and Workflow: the only five behaviours of theirs that we replace.

Subclasses instead of patches: nothing global changes. `check_pin` refuses to run on code the kernel was not
proved with. Tokens exist only once reached (nothing is predicted), live ones are indexed per scope, and all
walks are iterative, so depth and history cost nothing.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from typing import Any
from uuid import UUID

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine import errors
from engine.elements.services import Services, Step, Thrown
from kit import clock, ids

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
CANCELLED: int = TaskState.CANCELLED
FINISHED: int = TaskState.FINISHED_MASK
LIVE = FUTURE | WAITING | READY | STARTED

PINNED_VERSION = "3.2.0"
PINNED_SOURCE = "6555cfeadfc87b36"


class Token(Task):
    """One visit of one element. Variables live in scopes, not on tokens; `internal_data` is the engine's."""

    workflow: Scope
    task_spec: Any
    internal_data: dict[str, Any]

    def __init__(self, scope: Scope, spec: Any, parent: Token | None = None) -> None:
        super().__init__(scope, spec, parent, state=FUTURE, id=ids.new_uid())
        scope.live[self.id] = self

    def _inherit_data(self) -> None:
        """Theirs merges dictionaries from token to token, which loses and shares data; ours has scopes."""

    def _add_child(self, task_spec: Any, state: int = FUTURE) -> Token:
        return Token(self.workflow, task_spec, self)

    def _set_state(self, value: int) -> None:
        """Theirs formats a log line per change; ours keeps the index of live tokens."""
        self._state = value
        if value & LIVE:
            self.workflow.live[self.id] = self
        else:
            self.workflow.live.pop(self.id, None)

    def _ready(self) -> None:
        """Queued for the step loop; theirs leaves finding it to a walk over the tree, which stops at depth 1000."""
        self._set_state(READY)
        self.workflow.instance.ready.append(self)

    def cancel(self) -> None:
        """Theirs walks down recursively; `kill` has done that part."""
        self._set_state(CANCELLED)


class Scope(Workflow):
    """The tokens of one process, called process or embedded sub-process; `parent` is the token it runs for.

    `data` holds variables only for the first two (`is_process`); an embedded sub-process keeps its locals on the
    token it runs for.
    """

    instance: Instance
    tasks: dict[UUID, Token]
    task_tree: Token
    last_task: Token | None
    data: dict[str, Any]

    def __init__(self, spec: Any, instance: Instance, parent: Token | None) -> None:
        self.live: dict[UUID, Token] = {}
        self.instance = instance
        self.parent = parent
        self.is_process = parent is None
        super().__init__(spec, deserializing=True)

    @property
    def holder(self) -> Token:
        """The token that an inner scope runs for; an instance has none."""
        if self.parent is None:
            raise LookupError("the instance itself runs for no token")
        return self.parent

    def update_waiting_tasks(self) -> None:
        """Joins are asked by the step loop when nothing else can run, not after each of all completions."""

    def is_completed(self) -> bool:
        """Theirs walks the tree to depth 1000 and calls a deeper instance finished."""
        return bool(self.completed)

    def _task_completed_notify(self, task: Token) -> None:
        self.last_task = task


class Instance(Scope):
    """A whole running instance: the top scope, the scopes under it, and what this advance has produced."""

    def __init__(self, specs: Any, services: Services, host: Any = None) -> None:
        self.specs = specs
        self.services = services
        self.host = host
        self.now: datetime = clock.from_micros(0)
        self.sequence = 0
        self.scopes: dict[UUID, Scope] = {}
        self.ready: deque[Token] = deque()
        self.held: deque[Token] = deque()  # ready, too, but the advance had met its bound
        self.steps: list[Step] = []
        self.thrown: list[Thrown] = []
        super().__init__(specs.process, self, None)

    def find(self, task_id: UUID) -> Token:
        """Raises TaskGone."""
        for scope in self.all_scopes():
            token = scope.tasks.get(task_id)
            if token is not None:
                return token
        raise errors.TaskGone()

    def all_scopes(self) -> list[Scope]:
        """Outer before inner."""
        return [self, *self.scopes.values()]

    def live_tokens(self) -> Iterator[Token]:
        for scope in self.all_scopes():
            yield from list(scope.live.values())

    def next_number(self) -> int:
        """Order of completions within the instance; wall clocks of several workers would disagree."""
        self.sequence += 1
        return self.sequence

    def record(self, token: Token, event: Any, evidence: dict[str, Any] | None = None) -> None:
        """Only what the designer sees on the diagram is logged."""
        spec = token.task_spec
        element_id = spec.drawn_id if event == "incident" else spec.element_id
        if element_id:
            micros = clock.micros(self.now)
            self.steps.append(Step(element_id, spec.process_id, event, micros, token.id, evidence or {}))


def open_scope(parent: Token, spec: Any, *, is_process: bool, start: str | None = None) -> Scope:
    """A new scope under a token, its start queued."""
    instance = parent.workflow.instance
    scope = Scope(spec, instance, parent)
    scope.is_process = is_process
    instance.scopes[parent.id] = scope
    begin(scope, start)
    return scope


def begin(scope: Scope, start: str | None = None) -> None:
    scope.task_tree = Token(scope, scope.spec.start)
    if start:
        scope.task_tree.internal_data["start"] = start
    scope.task_tree._ready()


def spawn(parent: Token, spec: Any, internal: dict[str, Any] | None = None) -> Token:
    """A new token under `parent`, arrived: the element has armed, queued or opened what it does on arrival."""
    token = parent._add_child(spec)
    token.triggered = True
    if internal:
        token.internal_data.update(internal)
    spec._update(token)
    return token


def kill(token: Token) -> None:
    """Cancels a live token with everything that runs under it; finished tokens stay as history."""
    todo = [token]
    doomed: list[Token] = []
    while todo:
        current = todo.pop()
        if current._state & FINISHED:
            continue
        doomed.append(current)
        todo.extend(child for child in current.children if child._state & LIVE)
        scope = current.workflow.instance.scopes.get(current.id)
        if scope is not None and not scope.completed:
            scope.completed, scope.success = True, False
            todo.extend(scope.live.values())
    for current in reversed(doomed):
        if current._state & LIVE:
            current.cancel()
            if not (current.task_spec.is_boundary or current.task_spec.is_listener):
                current.workflow.instance.record(current, "killed")


def kill_scope(scope: Scope, keep: Token) -> None:
    """Cancels all that lives in the scope but `keep`."""
    for token in list(scope.live.values()):
        if token is not keep:
            kill(token)


def pin_source() -> str:
    """Fingerprint of the SpiffWorkflow code that the token tree stands on."""
    parts = (Task, Workflow.__init__, Workflow.is_completed, Workflow._task_completed_notify, TaskSpec.__init__,
             TaskSpec.connect, TaskSpec._connect_notify, TaskState)  # fmt: skip
    return hashlib.sha256("".join(inspect.getsource(part) for part in parts).encode()).hexdigest()[:16]


def check_pin() -> None:
    """Raises KernelMismatch when another SpiffWorkflow is installed than the kernel was proved with."""
    installed = metadata.version("spiffworkflow")
    if installed != PINNED_VERSION:
        raise errors.KernelMismatch(reason=f"version {installed} is installed", version=PINNED_VERSION)
    if pin_source() != PINNED_SOURCE:
        raise errors.KernelMismatch(reason="its source was changed", version=PINNED_VERSION)


check_pin()
