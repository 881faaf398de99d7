"""Forgetting: state depends on live tokens, not on history. The history table keeps the past.

A finished token stays only while something needs it: a live child (joins ask where a token came from, boundary
events and listeners find their siblings), or an undo snapshot while the instance runs. What hung below a forgotten
token moves up.
"""

from __future__ import annotations

from uuid import UUID

from engine.elements.tree import COMPLETED, LIVE, Instance, Scope, Token


def compact(instance: Instance) -> None:
    """May be called between any two commands; behaviour does not change."""
    kept_scopes = _scopes_to_keep(instance)
    for scope_id in [scope_id for scope_id in instance.scopes if scope_id not in kept_scopes]:
        del instance.scopes[scope_id]
    for scope in instance.all_scopes():
        _compact_scope(scope, kept_scopes)


def _scopes_to_keep(instance: Instance) -> set[UUID]:
    """Open scopes, and finished ones that hold something to undo, with all scopes around them."""
    kept: set[UUID] = set()
    for scope in instance.scopes.values():
        if scope.completed and not any(_undoable(token) for token in scope.tasks.values()):
            continue
        around = _around(scope)
        if all(outer.success for outer in around):
            kept.update(outer.parent.id for outer in around if outer.parent is not None)
    return kept


def _around(scope: Scope) -> list[Scope]:
    """The scope and those around it, without the instance itself."""
    found = []
    current = scope
    while current.parent is not None:
        found.append(current)
        current = current.parent.workflow
    return found


def _undoable(token: Token) -> bool:
    """It may still be undone: nothing of an ended instance is."""
    return "snapshot" in token.internal_data and token._state == COMPLETED and not token.workflow.instance.completed


def _compact_scope(scope: Scope, kept_scopes: set[UUID]) -> None:
    tasks = scope.tasks
    root = scope.task_tree
    keep: set[UUID] = {root.id}
    for token in tasks.values():
        if token._state & LIVE:
            keep.add(token.id)
            if token._parent is not None:
                keep.add(token._parent)
        elif token.id in kept_scopes or _undoable(token):
            keep.add(token.id)
    if len(keep) == len(tasks):
        return
    _splice(scope, keep)


def _splice(scope: Scope, keep: set[UUID]) -> None:
    tasks = scope.tasks
    kept = {task_id: token for task_id, token in tasks.items() if task_id in keep}
    for token in kept.values():
        above = token._parent
        while above is not None and above not in keep:
            above = tasks[above]._parent
        token._parent = above
        token._children = []
    for token in kept.values():
        if token._parent is not None:
            kept[token._parent]._children.append(token.id)
    scope.tasks = kept
    if scope.last_task is not None and scope.last_task.id not in kept:
        scope.last_task = None
