"""Ad-hoc sub-process: its elements are started one by one, by expression at the beginning or by a person later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.elements.node import Node
from engine.elements.tree import STARTED, WAITING, Token, kill, spawn
from engine.elements.variables import assign, copied, is_true, value


class Hub(Node):
    """STARTED while the ad-hoc scope is open; `elements` maps the designer's ids to what may be started."""

    def __init__(
        self,
        *args: Any,
        condition: str | None,
        cancel_rest: bool,
        initial: str | None,
        collection: str | None = None,
        output: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.condition = condition
        self.cancel_rest = cancel_rest
        self.initial = initial
        self.collection = collection
        self.output = output
        self.elements: dict[str, str] = {}

    def execute(self, token: Token) -> bool | None:
        if token.internal_data.get("over"):
            return True
        for name in value(token, self.initial) or []:
            self.activate(token, name)
        return None

    def activate(self, token: Token, element_id: str) -> Token:
        """Starts one element, as often as wanted. Raises TaskNotWaiting for an unknown element or a closed hub."""
        if element_id not in self.elements or token.internal_data.get("over"):
            raise errors.TaskNotWaiting(element=element_id)
        return spawn(token, self._wf_spec.task_specs[self.elements[element_id]])

    def collect(self, token: Token, done: Token) -> None:
        """Keeps the output of a path that has just ended, in the order of their ends."""
        if self.collection:
            token.internal_data.setdefault("out", []).append(copied(value(done, self.output)))

    def hand_over(self, token: Token) -> None:
        if self.collection:
            assign(token, {self.collection: token.internal_data.pop("out")})


class Tick(Node):
    """Behind every last element: closes the scope when the completion condition holds, or without one when
    nothing runs any more."""

    def execute(self, token: Token) -> bool:
        scope = token.workflow
        hub = next((x for x in scope.live.values() if isinstance(x.task_spec, Hub)), None)
        if hub is None or hub._state != STARTED:
            return True
        spec: Hub = hub.task_spec
        spec.collect(hub, token)
        others = [
            other
            for other in scope.live.values()
            if other is not hub and other is not token and not (other.task_spec.is_listener and other._state == WAITING)
        ]
        over = is_true(hub, spec.condition) if spec.condition else not others
        if over and (spec.cancel_rest or not others):
            for other in others:
                kill(other)
            hub.internal_data["over"] = True
            spec.hand_over(hub)
            hub._ready()
        return True

    def targets(self, token: Token) -> Sequence[Node]:
        return []
