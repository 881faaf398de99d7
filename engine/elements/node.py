"""What every element shares: arrive, run, complete, flow on; and the incident, a state of our own.

An incident is a STARTED token with `internal_data["incident"]`, never SpiffWorkflow's ERROR, which counts as
finished and would let the instance "complete" with a broken branch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec

from engine import errors
from engine.elements.tree import COMPLETED, FUTURE, LIVE, STARTED, Token, kill


class Node(TaskSpec):
    """Base of all elements. `element_id` is the designer's id, empty for what the dialect adds on its own."""

    is_boundary = False
    is_listener = False
    is_activity = False

    def __init__(
        self, spec: Any, name: str, *, element_id: str = "", title: str = "", lane: str = "", manual: bool = False
    ) -> None:
        super().__init__(spec, name, inputs=[], outputs=[], data={}, defines={}, pre_assign=[], post_assign=[])
        self.element_id = element_id
        self.drawn_id = element_id or name.partition("#")[0]  # the drawn element that an added node serves
        self.title = title or self.drawn_id
        self.lane = lane
        self.manual = manual
        self.guarded = False  # boundary events sit on it
        self.process_id: str = spec.process_id

    # -- what the families override ----------------------------------------------------------------

    def arrive(self, token: Token) -> bool:
        """A token came: True queues it to run; False when the element armed something and waits."""
        return True

    def execute(self, token: Token) -> bool | None:
        """Runs; True completes the token, None leaves it STARTED. Raising makes an incident."""
        return True

    def targets(self, token: Token) -> Sequence[Node]:
        """Where the token flows on to after completion."""
        return self.outputs

    def completed(self, token: Token) -> None:
        """After completion, before the token flows on."""

    # -- what SpiffWorkflow calls ------------------------------------------------------------------

    def _update(self, my_task: Token) -> None:
        before = dict(my_task.internal_data)
        try:
            if self.arrive(my_task) and my_task._state == FUTURE:
                my_task._ready()
        except errors.Abandon:
            raise
        except Exception as error:
            my_task.internal_data = before
            self.incident(my_task, "enter", error)

    def _run(self, my_task: Token) -> bool | None:
        try:
            return self.execute(my_task)
        except errors.Abandon:
            raise
        except Exception as error:
            self.incident(my_task, "run", error)
            return None

    def _on_ready(self, my_task: Token) -> None:
        """Theirs checks the wiring on every visit; the dialect has checked it once."""

    def _on_complete(self, my_task: Token) -> None:
        instance = my_task.workflow.instance
        my_task.internal_data["seq"] = instance.next_number()
        instance.record(my_task, "completed")
        if self.guarded:
            disarm(my_task)
        self.completed(my_task)
        my_task.workflow._task_completed_notify(my_task)
        if my_task._state == COMPLETED:
            follow(my_task, self.targets(my_task))
        my_task.internal_data.pop("to", None)

    def incident(self, token: Token, phase: str, cause: Exception | str, **kept: Any) -> None:
        """Stops this token only. `phase` says what a retry repeats: enter, run, leave, job or error."""
        message = cause if isinstance(cause, str) else f"{type(cause).__name__}: {cause}"
        token.internal_data["incident"] = {"phase": phase, "message": message, **kept}
        token._set_state(STARTED)
        token.workflow.instance.record(token, "incident", {"phase": phase, "message": message})


class Pass(Node):
    """A token goes straight through: none events, links, abstract and start nodes the dialect adds."""


class BoundarySplit(Node):
    """Stands before an activity with boundary events; their tokens and the activity's are its children."""


def follow(token: Token, targets: Sequence[Any]) -> None:
    """All next tokens exist before the first of them arrives: else a join would think nothing else is coming."""
    made = [token._add_child(spec) for spec in targets]
    for child in made:
        if child._state == FUTURE:
            child.task_spec._update(child)


def disarm(token: Token) -> None:
    """The guarded activity is done: its boundary events stop waiting, running handlers go on."""
    from_split = token.parent
    for child in from_split.children:
        if child is not token and child._state & LIVE and child.task_spec.is_boundary:
            kill(child)
