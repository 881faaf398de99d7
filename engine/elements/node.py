"""What every element shares: arrive, run, complete, flow on; and the incident, a state of our own.

An incident is a STARTED token with `internal_data["incident"]`, never SpiffWorkflow's ERROR, which counts as
finished and would let the instance "complete" with a broken branch. `listeners` are what is called when an element
starts and ends: see `engine.elements.listeners`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec

from engine import errors, incident_causes
from engine.elements.tree import COMPLETED, FUTURE, LIVE, STARTED, Token, kill, spawn
from engine.elements.variables import assign, copied


class Node(TaskSpec):
    """Base of all elements. `element_id` is the designer's id, empty for what the dialect adds on its own."""

    is_boundary = False
    is_listener = False
    is_activity = False
    hears_late = False  # start listeners are called when it runs, not for every token that comes

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
        self.listeners: dict[str, tuple[str, ...]] = {}  # names of listener nodes by event, in order

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

    # -- listeners ---------------------------------------------------------------------------------

    def prepare(self, token: Token) -> None:
        """Before the start listeners are called: what the element maps into its locals."""

    def must_hear(self, token: Token, event: str) -> bool:
        """There are listeners for the event that were not called yet."""
        return event in self.listeners and event not in token.internal_data.get("heard", ())

    def listen(self, token: Token, event: str, index: int = 0) -> None:
        """Calls a listener; the token stands still until the last one is done."""
        token._set_state(STARTED)
        token.internal_data["listening"] = event
        local = token.internal_data.get("local")
        given = {} if local is None else {"local": copied(local)}
        spawn(token, self._wf_spec.task_specs[self.listeners[event][index]], given)

    def heard(self, token: Token, event: str, index: int, result: Mapping[str, Any]) -> None:
        """A listener is done: the next one is called, or the element goes on."""
        internal = token.internal_data
        if event == "end":
            assign(token, result, skip_own=True)
        elif result:
            internal["local"] = {**internal.get("local", {}), **result}
        if index + 1 < len(self.listeners[event]):
            self.listen(token, event, index + 1)
            return
        internal.pop("listening")
        internal["heard"] = [*internal.get("heard", ()), event]
        self.go_on(token, event)

    def go_on(self, token: Token, event: str) -> None:
        """All listeners of the event are done."""
        if event == "end":
            token.complete()
        elif self.hears_late:
            token._ready()
        else:
            token._set_state(FUTURE)
            self._update(token)

    def depart(self, token: Token) -> None:
        """Completes, after the end listeners."""
        if self.must_hear(token, "end"):
            self.listen(token, "end")
        else:
            token.complete()

    # -- what SpiffWorkflow calls ------------------------------------------------------------------

    def _update(self, my_task: Token) -> None:
        before = dict(my_task.internal_data)
        try:
            if not self.hears_late and self.must_hear(my_task, "start"):
                self.prepare(my_task)
                self.listen(my_task, "start")
            elif self.arrive(my_task) and my_task._state == FUTURE:
                my_task._ready()
        except errors.Abandon:
            raise
        except Exception as error:
            my_task.internal_data = before
            self.incident(my_task, "enter", error)

    def _run(self, my_task: Token) -> bool | None:
        try:
            return self._executed(my_task)
        except errors.Abandon:
            raise
        except Exception as error:
            self.incident(my_task, "run", error)
            return None

    def _executed(self, token: Token) -> bool | None:
        if not self.listeners:
            return self.execute(token)
        if self.hears_late and self.must_hear(token, "start"):
            self.listen(token, "start")
            return None
        made = self.execute(token)
        if made and self.must_hear(token, "end"):
            self.listen(token, "end")
            return None
        return made

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
        for key in ("to", "heard"):
            my_task.internal_data.pop(key, None)

    def incident(self, token: Token, phase: str, cause: Exception, **kept: Any) -> None:
        """Stops this token only. `phase` says what a retry repeats: enter, run, leave, job or error."""
        told = {"phase": phase, **incident_causes.kept(incident_causes.told(cause, self.title))}
        token.internal_data["incident"] = {**told, **kept}
        token._set_state(STARTED)
        token.workflow.instance.record(token, "incident", told)


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
        armed = child._state & LIVE and child.task_spec.is_boundary and "listening" not in child.internal_data
        if child is not token and armed:
            kill(child)
