"""Compensation: undo handlers run one after the other, latest completed first, each with the variables of then.

An activity with a handler keeps a snapshot when it completes; the handler is a one-step scope of its own, started
by the throw event. Names that the handler changed are written back to today's variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from engine.elements.activities import SubProcess
from engine.elements.events import End
from engine.elements.node import Node
from engine.elements.tree import COMPLETED, STARTED, Scope, Token, open_scope, spawn
from engine.elements.variables import assign, copied

Undo = tuple[Token, str]  # the completed activity, the handler's scope


def compensable(scope: Scope, target: str | None = None) -> list[Undo]:
    """What can be undone in a scope, latest first; with `target` only that activity. Nested scopes included."""
    found: list[tuple[int, list[Undo]]] = []
    for token in scope.tasks.values():
        spec, internal = token.task_spec, token.internal_data
        if token._state != COMPLETED or "undone" in internal or (target and spec.element_id != target):
            continue
        inner = scope.instance.scopes.get(token.id)
        if "snapshot" in internal:
            found.append((internal["seq"], [(token, scope.spec.compensation[spec.element_id])]))
        elif inner is not None and not inner.is_process:
            found.append((internal["seq"], compensable(inner)))
    return [undo for _, undos in sorted(found, key=lambda entry: -entry[0]) for undo in undos]


class CompensationThrow(End):
    """Intermediate throw and end event; completes when all handlers are done."""

    def execute(self, token: Token) -> bool | None:
        internal = token.internal_data
        if "queue" not in internal:
            scope = token.workflow
            while scope.spec.event_driven and scope.parent is not None:
                scope = scope.parent.workflow
            internal["queue"] = [[str(undo.id), handler] for undo, handler in compensable(scope, self.event.target)]
        return None if self.undo_next(token) else True

    def undo_next(self, token: Token) -> bool:
        """Starts the next handler; False when none is left."""
        queue = token.internal_data["queue"]
        if not queue:
            return False
        source, handler = queue.pop(0)
        activity = token.workflow.instance.find(UUID(source))
        activity.internal_data["undone"] = True
        snapshot = activity.internal_data.pop("snapshot")
        spawn(token, self._wf_spec.task_specs[f"{self.name}#undo"],
              {"local": copied(snapshot), "snapshot_of": snapshot, "handler": handler})  # fmt: skip
        return True


class CompensationInvoke(SubProcess):
    """Runs one handler in its scope."""

    def arrive(self, token: Token) -> bool:
        token._set_state(STARTED)
        spec = token.workflow.instance.specs.scopes[token.internal_data["handler"]]
        open_scope(token, spec, is_process=False)
        return False

    def execute(self, token: Token) -> bool:
        before = token.internal_data.pop("snapshot_of")
        after = token.internal_data["local"]
        changed = {name: item for name, item in after.items() if name not in before or before[name] != item}
        assign(token, changed, skip_own=True)
        return True


class CompensationDone(Node):
    """Behind each handler: starts the next or lets the throw event go on."""

    def execute(self, token: Token) -> bool:
        throw = token.parent.parent
        if throw._state == STARTED and not throw.task_spec.undo_next(throw):
            throw._ready()
        return True

    def targets(self, token: Token) -> Sequence[Any]:
        return []
