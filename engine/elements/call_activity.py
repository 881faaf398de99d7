"""Call activity: another process runs in a scope of its own; it gets what is mapped and returns what is mapped."""

from __future__ import annotations

from typing import Any

from engine.elements.activities import Activity
from engine.elements.tree import STARTED, Scope, Token, open_scope
from engine.elements.variables import copied, visible
from engine.incident_causes import CalledTooDeep

MAX_DEPTH = 100
"""Calls inside calls; a process that calls itself without end stops there."""


class CallActivity(Activity):
    """zeebe:calledElement. Without the propagate flags all variables go in, as in Camunda 8, and those that the
    called process changed come back: an untouched copy never reverts what happened outside meanwhile."""

    def __init__(
        self, *args: Any, process: str, propagate_parent: bool = True, propagate_child: bool = True, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.process = process
        self.propagate_parent = propagate_parent
        self.propagate_child = propagate_child

    def arrive(self, token: Token) -> bool:
        if _depth(token) >= MAX_DEPTH:
            raise CalledTooDeep(process=self.process, depth=MAX_DEPTH)
        self.map_in(token)
        given = visible(token) if self.propagate_parent else self.given(token) if self.mappings.inputs else {}
        token._set_state(STARTED)
        specs = token.workflow.instance.specs
        called = specs.scopes[specs.target(self._wf_spec.name, self.drawn_id, self.process)]
        scope = open_scope(token, called, is_process=True)
        scope.data = copied(given)
        if self.propagate_child and not self.mappings.outputs:
            token.internal_data["given"] = copied(given)
        return False

    def scope_ended(self, token: Token, scope: Scope) -> None:
        token.internal_data["result"] = scope.data

    def execute(self, token: Token) -> bool:
        internal = token.internal_data
        result = internal.get("result", {})
        if self.mappings.outputs:
            self.leave(token, result)
        elif self.propagate_child:
            given = internal["given"]
            changed = {name: item for name, item in result.items() if name not in given or given[name] != item}
            self.leave(token, changed)
        internal.pop("result", None)
        internal.pop("given", None)
        return True


def _depth(token: Token) -> int:
    """How many calls the token runs in."""
    depth, scope = 0, token.workflow
    while scope.parent is not None:
        depth += scope.is_process
        scope = scope.holder.workflow
    return depth
