"""The step loop: runs what is ready, dispatches thrown errors, asks joins and conditions once all is at rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import incident_causes
from engine.elements import compensation
from engine.elements.listeners import ListenerJob
from engine.elements.multi_instance import MultiInstance
from engine.elements.node import BoundarySplit
from engine.elements.tree import READY, STARTED, WAITING, Instance, Token
from engine.elements.variables import is_true

STEP_LIMIT = 10_000  # steps of one advance; a loop without a wait would otherwise never come back


def advance(instance: Instance) -> None:
    """Runs until the instance only waits. One that meets the bound stops with one incident: what else is ready is held,
    and nothing of it is lost."""
    steps: int | None = 0
    while steps is not None:
        steps = _run_ready(instance, steps)
        if steps is None:
            instance.held.extend(instance.ready)
            instance.ready.clear()
        elif not (_joins(instance) or _conditions(instance) or _released(instance)):
            return


def _run_ready(instance: Instance, steps: int) -> int | None:
    """How many steps have been made; None when the bound was met."""
    queue = instance.ready
    while queue:
        token = queue.popleft()
        if token._state != READY or token.task_spec.manual or token.id not in token.workflow.tasks:
            continue
        steps += 1
        if steps > STEP_LIMIT and token.task_spec.drawn_id:
            token.task_spec.incident(token, "run", incident_causes.EndlessLoop(steps=STEP_LIMIT))
            return None
        token.run()
        if token._state == STARTED and "throw" in token.internal_data:
            dispatch(token)
    return steps


def _released(instance: Instance) -> bool:
    """What is held goes on once nothing is left of the incident; true when something was held."""
    if not instance.held or any(_is_endless(token) for token in instance.live_tokens()):
        return False
    instance.ready.extend(instance.held)
    instance.held.clear()
    return True


def _is_endless(token: Token) -> bool:
    incident = token.internal_data.get("incident")
    return incident is not None and incident.get("code") == incident_causes.EndlessLoop.code


def _joins(instance: Instance) -> bool:
    """Inner scopes first; true when one fired."""
    for scope in reversed(instance.all_scopes()):
        if scope.completed:
            continue
        for token in list(scope.live.values()):
            spec = token.task_spec
            if token._state == WAITING and getattr(spec, "reevaluated", False) and spec.fire_if_complete(token):
                return True
    return False


def _conditions(instance: Instance) -> bool:
    """Conditional events fire when their condition becomes true; true when one fired."""
    for token in instance.live_tokens():
        subscription = token.internal_data.get("sub")
        if token._state != WAITING or subscription is None or subscription["kind"] != "conditional":
            continue
        holds = _holds(token)
        rises = holds and not subscription.get("last")
        subscription["last"] = holds
        if rises:
            token.task_spec.fire(token, {})
            return True
    return False


def _holds(token: Token) -> bool:
    try:
        return is_true(token, token.task_spec.event.expression)
    except Exception:
        return False  # a variable of the condition does not exist yet


def dispatch(token: Token) -> None:
    """Delivers what the token has thrown; an escalation nobody catches is ignored, an error is an incident."""
    kind, code, message, values = token.internal_data.pop("throw")
    if kind == "rollback":
        compensation.roll_back(token)
        return
    throw(token, kind, code, message, values)
    if kind == "escalation" and token._state == STARTED:
        token.task_spec.depart(token)


def throw(token: Token, kind: str, code: str | None, message: str, values: dict[str, Any]) -> None:
    """Nearest scope first; within one scope the exact code wins over catch-all. Uncaught error: an incident."""
    for level in _catchers(token):
        matching = [
            catcher
            for catcher in level
            if catcher._state == WAITING
            and catcher.task_spec.event.kind == kind
            and catcher.task_spec.event.code in (None, code)
        ]
        if matching:
            chosen = min(matching, key=lambda catcher: catcher.task_spec.event.code is None)
            payload = dict(values)
            if chosen.task_spec.mappings.outputs:
                payload[kind] = {"code": code, "message": message}
            chosen.task_spec.fire(chosen, payload)
            return
    if kind == "error":
        token.task_spec.incident(token, "error", incident_causes.ErrorUncaught(error=code, technical=message))


def _catchers(token: Token) -> Iterator[list[Token]]:
    """The waiting places around a token, from its own boundary outwards through calling processes."""
    current: Token | None = token.parent if isinstance(token.task_spec, ListenerJob) else token
    while current is not None:
        while current._parent is not None and isinstance(current.parent.task_spec, MultiInstance):
            current = current.parent
        parent = current.parent
        if parent is not None and isinstance(parent.task_spec, BoundarySplit) and not current.task_spec.is_boundary:
            yield [child for child in parent.children if child.task_spec.is_boundary]
        yield [child for child in current.workflow.task_tree.children if child.task_spec.is_listener]
        current = current.workflow.parent
