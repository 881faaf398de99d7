"""Compensation: undo handlers run one after the other, latest completed first, each with the variables of then.
A transaction that is cancelled is undone whole, then goes on from its cancel boundary event.

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
from engine.elements.tree import COMPLETED, LIVE, STARTED, Scope, Token, kill, kill_scope, open_scope, spawn
from engine.elements.variables import assign, copied

Undo = tuple[Token, str]  # the completed activity, the handler's scope
ROLLBACK = "#rollback"  # name of the node that undoes a transaction, in its scope
LASTING = ("cancel", "error", "escalation")  # boundary events that stay while a transaction is undone


def compensable(scope: Scope, target: str | None = None, *, running: bool = False) -> list[Undo]:
    """What can be undone in a scope, latest first; with `target` only that activity. Nested scopes included once they
    have completed; `running`: those that still run, too."""
    found = sorted(_dated(scope, target, running), key=lambda entry: -entry[0])
    return [undo for _, undos in found for undo in undos]


def _dated(scope: Scope, target: str | None, running: bool) -> list[tuple[int, list[Undo]]]:
    """With the number of the completion; what a nested scope holds counts as of its end."""
    found: list[tuple[int, list[Undo]]] = []
    for token in scope.tasks.values():
        spec, internal = token.task_spec, token.internal_data
        inner = _inside(token)
        if running and inner is not None and token._state == STARTED:
            found += _dated(inner, target, running)
        if token._state != COMPLETED or "undone" in internal or (target and spec.element_id != target):
            continue
        if "snapshot" in internal:
            found.append((internal["seq"], [(token, scope.spec.compensation[spec.element_id])]))
        elif inner is not None:
            found.append((internal["seq"], compensable(inner)))
    return found


def _inside(token: Token) -> Scope | None:
    """The scope of an embedded sub-process; what a called process did is its own affair."""
    inner = token.workflow.instance.scopes.get(token.id)
    return None if inner is None or inner.is_process else inner


class Undoing(Node):
    """Runs undo handlers one after the other; `internal_data["queue"]` holds those still to come."""

    def undo_next(self, token: Token) -> bool:
        """Starts the next handler; False when none is left."""
        queue = token.internal_data["queue"]
        if not queue:
            return False
        source, handler, *kept = queue.pop(0)
        snapshot = kept[0] if kept else _taken(token.workflow.instance.find(UUID(source)))
        spawn(token, self._wf_spec.task_specs[f"{self.name}#undo"],
              {"local": copied(snapshot), "snapshot_of": snapshot, "handler": handler})  # fmt: skip
        return True


def _taken(activity: Token) -> Any:
    """Its snapshot; nothing is undone twice."""
    activity.internal_data["undone"] = True
    return activity.internal_data.pop("snapshot")


class CompensationThrow(Undoing, End):
    """Intermediate throw and end event; completes when all handlers are done."""

    def execute(self, token: Token) -> bool | None:
        internal = token.internal_data
        if "queue" not in internal:
            scope = token.workflow
            while scope.spec.event_driven and scope.parent is not None:
                scope = scope.parent.workflow
            internal["queue"] = [[str(undo.id), handler] for undo, handler in compensable(scope, self.event.target)]
        if self.undo_next(token):
            return None
        self.leave_mapped(token)
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


class CancelEnd(End):
    """Cancel end event: the step loop rolls the transaction around it back."""

    def execute(self, token: Token) -> bool | None:
        token.internal_data["throw"] = ["rollback", None, "", {}]
        return None

    def targets(self, token: Token) -> Sequence[Any]:
        return []


class Transaction(SubProcess):
    """A sub-process that can be cancelled from inside."""


class Rollback(Undoing):
    """Lives in the scope of a cancelled transaction while it is undone, then takes its cancel boundary event."""

    def execute(self, token: Token) -> bool | None:
        if not self.undo_next(token):
            token.internal_data["throw"] = ["cancel", None, "", {}]
        return None


def roll_back(thrower: Token) -> None:
    """Ends all that runs in the transaction and starts undoing what had completed there. What is to be undone is
    noted first, with its variables: the scopes that held it are forgotten."""
    whole = _transaction(thrower)
    scope = whole.workflow.instance.scopes[whole.id]
    queue = [[activity.id.hex, handler, _taken(activity)] for activity, handler in compensable(scope, running=True)]
    thrower.complete()
    kill_scope(scope, keep=thrower)
    for sibling in whole.parent.children:
        if sibling._state & LIVE and sibling.task_spec.is_boundary and sibling.task_spec.event.kind not in LASTING:
            kill(sibling)
    spawn(scope.task_tree, scope.spec.task_specs[ROLLBACK], {"queue": queue})


def _transaction(token: Token) -> Token:
    """The dialect has seen to it that there is one around."""
    while not isinstance(token.task_spec, Transaction):
        token = token.workflow.holder
    return token
