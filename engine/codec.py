"""The state of an instance as bytes: rows and indexes, no specs, no history.

Layout of version 1 (JSON array): [version, sequence, host-visible process id, scopes]; a scope is
[spec name, holder (scope index, row) or null, is process, completed, success, data, rows]; a row is
[id, parent row or -1, state, spec name, triggered, internal data or 0]. Golden states of every version stay in
tests/engine/kernel/golden and must load for good. Rows keep their order: never store this as jsonb.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from engine import errors
from engine.elements.services import Services
from engine.elements.tree import LIVE, READY, Instance, Scope, Token
from engine.kernel.compaction import compact

VERSION = 1

_new_token: Any = Token.__new__


def save(instance: Instance) -> bytes:
    """Compacts the instance, then writes it down. The log must have been drained: it is not part of the state."""
    compact(instance)
    scopes = instance.all_scopes()
    place: dict[UUID, tuple[int, int]] = {}
    for index, scope in enumerate(scopes):
        for row, task_id in enumerate(scope.tasks):
            place[task_id] = (index, row)
    body = [_scope(scope, place) for scope in scopes]
    return orjson.dumps([VERSION, instance.sequence, instance.spec.process_id, body])


def _scope(scope: Scope, place: dict[UUID, tuple[int, int]]) -> list[Any]:
    rows = [
        (
            task_id.hex,
            place[token._parent][1] if token._parent is not None else -1,
            token._state,
            token.task_spec.name,
            token.triggered,
            token.internal_data or 0,
        )
        for task_id, token in scope.tasks.items()
    ]
    holder = None if scope.parent is None else place[scope.parent.id]
    return [scope.spec.name, holder, scope.is_process, scope.completed, scope.success, scope.data, rows]


def load(blob: bytes, specs: Any, services: Services, host: Any = None) -> Instance:
    """Restores onto shared specs. Raises StateUnreadable for another format or an element that is not there."""
    version, sequence, bodies = _parts(blob)
    if version != VERSION:
        raise errors.StateUnreadable(reason=f"format version {version}, known is {VERSION}")
    instance = Instance(specs, services, host)
    instance.sequence = sequence
    scopes: list[Scope] = [instance]
    try:
        _fill(instance, bodies[0])
        for body in bodies[1:]:
            holder = _at(scopes, body[1])
            scope = Scope(specs.scopes[body[0]], instance, holder)
            instance.scopes[holder.id] = scope
            scopes.append(scope)
            _fill(scope, body)
    except (KeyError, IndexError) as error:
        raise errors.StateUnreadable(reason=f"element {error} is not in this version of the process") from error
    return instance


def _parts(blob: bytes) -> tuple[int, int, list[Any]]:
    try:
        version, sequence, _, bodies = orjson.loads(blob)
    except (ValueError, TypeError) as error:
        raise errors.StateUnreadable(reason="damaged") from error
    return version, sequence, bodies


def _at(scopes: list[Scope], place: list[int]) -> Token:
    tokens = list(scopes[place[0]].tasks.values())
    return tokens[place[1]]


def _fill(scope: Scope, body: list[Any]) -> None:
    _, _, scope.is_process, scope.completed, scope.success, scope.data, rows = body
    specs = scope.spec.task_specs
    tokens: list[Token] = []
    for hexed, _, state, name, triggered, internal in rows:
        token: Token = _new_token(Token)
        token.id = UUID(int=int(hexed, 16))
        token.workflow = scope
        token._parent = None
        token._children = []
        token._state = state
        token.task_spec = specs[name]
        token.triggered = triggered
        token.thread_id = 0
        token.data = {}
        token.internal_data = internal or {}
        token.last_state_change = 0.0
        scope.tasks[token.id] = token
        if state & LIVE:
            scope.live[token.id] = token
            if state == READY and not token.task_spec.manual:
                scope.instance.held.append(token)
        tokens.append(token)
    for token, row in zip(tokens, rows, strict=True):
        if row[1] >= 0:
            above = tokens[row[1]]
            token._parent = above.id
            above._children.append(token.id)
    scope.task_tree = tokens[0]
