"""Event sub-processes: a listener per start event, armed with the scope; it starts the handler when fired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.elements.events import Repeating
from engine.elements.node import Node
from engine.elements.tree import Token, kill_scope, spawn


class Listener(Repeating):
    """Start event of an event sub-process. Interrupting: all else in the scope ends, then the scope completes
    normally after the handler. Non-interrupting: repeatable, the scope waits for running handlers.

    The payload (or the mapped outputs) goes where that of any start event goes, as in Camunda 8: into the nearest scope
    around that holds the name, else into the process, before the handler maps its inputs.
    """

    is_listener = True

    def __init__(self, *args: Any, handler: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.handler = handler

    def execute(self, token: Token) -> bool:
        self.leave(token, token.internal_data.pop("payload", {}))
        if self.interrupting:
            kill_scope(token.workflow, keep=token)
        else:
            self.rearm(token)
        return True

    def targets(self, token: Token) -> Sequence[Node]:
        return []

    def completed(self, token: Token) -> None:
        spawn(token, self._wf_spec.task_specs[self.handler])
