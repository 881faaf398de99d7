"""What a host can do to an instance. Every command checks that the task waits for it, applies, and runs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import errors, incident_causes
from engine.elements import listeners
from engine.elements.activities import Activity, Mapped
from engine.elements.ad_hoc import Hub
from engine.elements.events import Throw
from engine.elements.process import check_start
from engine.elements.services import Services, Step
from engine.elements.tree import FUTURE, LIVE, READY, STARTED, WAITING, Instance, Token, begin, kill
from engine.elements.variables import assign as assign_values
from engine.elements.variables import checked
from engine.kernel import steps

Values = Mapping[str, Any] | None


def start(
    specs: Any,
    variables: Values,
    services: Services,
    now: datetime,
    *,
    start_event: str | None = None,
    payload: Values = None,
    host: Any = None,
    log: Callable[[Instance], list[Step]] | None = None,
) -> Instance:
    """A new instance, run until it waits. `start_event` picks one of several; `payload` is the message that
    started it, mapped by the start event; `log` makes the list that every step is appended to as it happens.
    Raises UnknownStart, BadVariables."""
    check_start(specs.process, start_event)
    instance = Instance(specs, services, host)
    if log is not None:
        instance.steps = log(instance)
    instance.now = now
    instance.data = checked(variables)
    begin(instance, start_event)
    instance.task_tree.internal_data["payload"] = checked(payload)
    steps.advance(instance)
    return instance


def complete(instance: Instance, task_id: UUID, variables: Values, now: datetime) -> None:
    """A person completed a user task. Raises TaskGone, TaskNotWaiting, BadVariables."""
    token = _waiting(instance, task_id, READY)
    if not token.task_spec.manual:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    _finish(instance, token, variables, now)


def finish_job(instance: Instance, task_id: UUID, result: Values, now: datetime) -> None:
    """A worker finished a remote job; also after its retries were exhausted. Raises as `complete`."""
    _finish(instance, _job(instance, task_id), result, now)


def fail_job(instance: Instance, task_id: UUID, failure: Exception, now: datetime) -> None:
    """No retries are left: the job stops with an incident, the other branches go on. `failure`: of the last attempt."""
    token = _job(instance, task_id)
    instance.now = now
    cause = incident_causes.of_handler(failure, token.internal_data["job"]["topic"])
    token.task_spec.incident(token, "job", cause)


def throw_error(instance: Instance, task_id: UUID, code: str, message: str, variables: Values, now: datetime) -> None:
    """A worker (or a person) reports a business error: only the nearest matching event catches it."""
    token = _still(instance, task_id)
    internal = token.internal_data
    if not ("job" in internal or token.task_spec.manual or _phase(token) in ("run", "job", "error", "leave")):
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    values = checked(variables)
    instance.now = now
    internal.pop("incident", None)
    steps.throw(token, "error", code, message, values)
    steps.advance(instance)


def fire(instance: Instance, task_id: UUID, payload: Values, now: datetime) -> None:
    """A timer is due, or a message or signal has come. Raises TaskGone, TaskNotWaiting, BadVariables."""
    token = _waiting(instance, task_id, WAITING)
    if "sub" not in token.internal_data:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    values = checked(payload)
    instance.now = now
    token.task_spec.fire(token, values)
    steps.advance(instance)


def assign(instance: Instance, task_id: UUID, assignee: str, now: datetime) -> None:
    """A person's task is about to be given to somebody, or with an empty `assignee` back to the group: its listeners
    are called here and now, with header `assignee`. Raises ListenerRefused, then all stays as it was; TaskGone,
    TaskNotWaiting."""
    token = _waiting(instance, task_id, READY)
    if not token.task_spec.manual:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    instance.now = now
    listeners.call_all(token, "assigning", {"assignee": assignee})
    steps.advance(instance)


def retry(instance: Instance, task_id: UUID, now: datetime, variables: Values = None) -> None:
    """Repeats what failed: arriving, running, leaving with the kept result, or the remote job. `variables` are
    corrected first, where the task sees them. Raises TaskNotWaiting, BadVariables."""
    token = _stopped(instance, task_id)
    values = checked(variables)
    instance.now = now
    incident = token.internal_data.pop("incident")
    phase = incident["phase"]
    if values and not _corrected(token, phase, values):
        return
    if phase == "enter":
        _arrive_again(instance, token)
    elif phase == "leave":
        token.task_spec.finish(token, incident["result"])
    elif phase == "job":
        token._set_state(STARTED)
    else:
        token.internal_data.pop("job", None)
        token._ready()
    steps.advance(instance)


def skip(instance: Instance, task_id: UUID, result: Values, now: datetime) -> None:
    """The activity counts as done with this result. Raises TaskNotWaiting where nothing can be skipped."""
    token = _still(instance, task_id)
    spec = token.task_spec
    stopped = "incident" in token.internal_data
    if not (isinstance(spec, Activity) or (isinstance(spec, Throw) and stopped)):
        raise errors.TaskNotWaiting(element=spec.title)
    scope = instance.scopes.get(token.id)
    if not (stopped or "job" in token.internal_data or spec.manual or scope is not None):
        raise errors.TaskNotWaiting(element=spec.title)
    values = checked(result)
    if scope is not None and not scope.completed:
        for inner in list(scope.live.values()):
            kill(inner)
        scope.completed = True
    for key in ("incident", "throw"):
        token.internal_data.pop(key, None)
    _finish(instance, token, values, now)


def set_variables(instance: Instance, variables: Values, now: datetime) -> None:
    """Corrects variables of the process; conditions are looked at again."""
    values = checked(variables)
    instance.now = now
    instance.data.update(values)
    steps.advance(instance)


def activate(instance: Instance, task_id: UUID, element_id: str, now: datetime) -> None:
    """Starts an element of an open ad-hoc sub-process."""
    token = _waiting(instance, task_id, STARTED)
    if not isinstance(token.task_spec, Hub):
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    instance.now = now
    token.task_spec.activate(token, element_id)
    steps.advance(instance)


def cancel(instance: Instance, now: datetime) -> None:
    """Ends the instance; everything that waited is killed. Doing it twice changes nothing."""
    instance.now = now
    for token in list(instance.live.values()):
        kill(token)
    instance.completed, instance.success = True, False


def _finish(instance: Instance, token: Token, result: Values, now: datetime) -> None:
    values = checked(result)
    instance.now = now
    token.internal_data.pop("incident", None)
    token.task_spec.finish(token, values)
    steps.advance(instance)


def _live(instance: Instance, task_id: UUID) -> Token:
    token = instance.find(task_id)
    if not token._state & LIVE:
        raise errors.TaskGone(element=token.task_spec.title)
    return token


def _still(instance: Instance, task_id: UUID) -> Token:
    """Live, and no listener of it is being called."""
    token = _live(instance, task_id)
    if "listening" in token.internal_data:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    return token


def _waiting(instance: Instance, task_id: UUID, state: int) -> Token:
    token = _live(instance, task_id)
    if token._state != state or "incident" in token.internal_data:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    return token


def _job(instance: Instance, task_id: UUID) -> Token:
    token = _live(instance, task_id)
    if token._state != STARTED or "job" not in token.internal_data or _phase(token) not in (None, "job"):
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    return token


def _stopped(instance: Instance, task_id: UUID) -> Token:
    token = _live(instance, task_id)
    if "incident" not in token.internal_data:
        raise errors.TaskNotWaiting(element=token.task_spec.title)
    return token


def _phase(token: Token) -> str | None:
    phase: str | None = token.internal_data.get("incident", {}).get("phase")
    return phase


def _corrected(token: Token, phase: str, values: dict[str, Any]) -> bool:
    """Whether it can go on; the inputs that the element had mapped before it failed are mapped again."""
    spec = token.task_spec
    if phase == "enter" or not isinstance(spec, Mapped):
        assign_values(token, values, skip_own=True)
        return True
    try:
        spec.correct(token, values, again=phase != "leave")
    except errors.Abandon:
        raise
    except Exception as error:
        spec.incident(token, phase, error)
        return False
    return True


def _arrive_again(instance: Instance, token: Token) -> None:
    """Back to before the arrival; what the failed attempt had mapped was taken back when it failed."""
    instance.scopes.pop(token.id, None)
    token._set_state(FUTURE)
    token.task_spec._update(token)
