"""Activities: user, service, script, business-rule and abstract tasks, and embedded sub-processes.

Inputs are mapped into the activity's own locals on arrival; results are mapped before the state changes, so that a
failing output mapping is an incident that can be retried with the result kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import incident_causes
from engine.elements import found_values, schedule
from engine.elements.node import Node
from engine.elements.services import TaskContext
from engine.elements.tree import STARTED, Scope, Token, open_scope
from engine.elements.variables import assign, checked, copied, nested, value, visible
from engine.errors import Abandon, BpmnError
from kit.errors import Failure

MappingRow = tuple[str, str]  # source expression, target variable


@dataclass(frozen=True)
class Mappings:
    """zeebe:ioMapping of one element."""

    inputs: Sequence[MappingRow] = ()
    outputs: Sequence[MappingRow] = ()

    def names(self) -> frozenset[str] | None:
        """Variables that the inputs make; None without inputs: all that is seen is given."""
        return frozenset(target.split(".")[0] for _, target in self.inputs) if self.inputs else None


@dataclass(frozen=True)
class Assignment:
    """Who may do a user task, by when, with which form; expressions until the task is reached."""

    assignee: str | None = None
    groups: str | None = None
    users: str | None = None
    due: str | None = None
    follow_up: str | None = None
    priority: str | None = None
    form: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JobDefinition:
    """zeebe:taskDefinition and taskHeaders."""

    topic: str
    retries: str = "3"
    headers: Mapping[str, str] = field(default_factory=dict)


class Mapped(Node):
    """An element with input and output mappings."""

    def __init__(self, *args: Any, mappings: Mappings | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.mappings = mappings or Mappings()

    def arrive(self, token: Token) -> bool:
        self.map_in(token)
        return True

    def prepare(self, token: Token) -> None:
        self.map_in(token)

    def map_in(self, token: Token) -> None:
        """Each mapping sees the ones before it, and an object made part by part above the one of that name around it,
        without taking its other parts along. Once: start listeners were called with the mapped inputs."""
        if not self.mappings.inputs or "start" in token.internal_data.get("heard", ()):
            return
        mapped: dict[str, Any] = {}
        known: dict[str, Any] = {}
        seen = visible(token)
        for source, target in self.mappings.inputs:
            item = copied(value(token, source, known))
            nested(mapped, target, item, {})
            nested(known, target, item, seen)
        token.internal_data["local"] = {**token.internal_data.get("local", {}), **mapped}

    def correct(self, token: Token, values: Mapping[str, Any], *, again: bool) -> None:
        """A person's corrections: of what it did not map, the element's own, all else around it. `again`: the inputs
        are mapped anew."""
        mapped = self.mappings.names() or frozenset()
        local = token.internal_data.get("local", {})
        own = {name: item for name, item in values.items() if name in local and name not in mapped}
        if own:
            token.internal_data["local"] = {**local, **own}
        assign(token, {name: item for name, item in values.items() if name not in own}, skip_own=True)
        if again:
            self.map_in(token)

    def given(self, token: Token) -> dict[str, Any]:
        """What the element was given: its mapped inputs, or without mappings all it sees."""
        if self.mappings.inputs:
            local = token.internal_data.get("local", {})
            names = {target.split(".")[0] for _, target in self.mappings.inputs}
            return {name: local[name] for name in names if name in local}
        return visible(token)

    def leave(self, token: Token, result: Mapping[str, Any]) -> None:
        """Writes what leaves the element: the mapped outputs, or without mappings the whole result."""
        if not self.mappings.outputs:
            assign(token, result)
            return
        leaving: dict[str, Any] = {}
        seen = visible(token)
        for source, target in self.mappings.outputs:
            nested(leaving, target, copied(value(token, source, {**result, **leaving})), seen)
        assign(token, leaving, skip_own=True)

    def finish(self, token: Token, result: Mapping[str, Any]) -> None:
        """Completes a waiting token with its result; a failing mapping keeps the result in the incident."""
        try:
            self.leave(token, result)
        except Exception as error:
            self.incident(token, "leave", error, result=dict(result))
            return
        for key in ("incident", "job", "user"):
            token.internal_data.pop(key, None)
        self.depart(token)


class Activity(Mapped):
    """Anything a person would call a step; may carry a compensation handler and loop."""

    is_activity = True

    def completed(self, token: Token) -> None:
        internal = token.internal_data
        if self.element_id in self._wf_spec.compensation:
            internal["snapshot"] = copied(visible(token))
        if "loop" not in internal:
            internal.pop("local", None)


class PassTask(Activity):
    """An abstract task: done at once."""

    def execute(self, token: Token) -> bool:
        self.leave(token, {})
        return True


class UserTask(Activity):
    """Waits READY for a person. Assignment is evaluated on arrival, not on every look."""

    def __init__(self, *args: Any, assignment: Assignment | None = None, **options: Any) -> None:
        super().__init__(*args, manual=True, **options)
        self.assignment = assignment or Assignment()

    def arrive(self, token: Token) -> bool:
        self.map_in(token)
        wanted = self.assignment
        user = {
            "assignee": _text(value(token, wanted.assignee)),
            "groups": _names(value(token, wanted.groups)),
            "users": _names(value(token, wanted.users)),
            "due": _instant(token, wanted.due),
            "follow_up": _instant(token, wanted.follow_up),
            "priority": found_values.whole_number(value(token, wanted.priority), found_values.PRIORITY),
            "form": _text(value(token, wanted.form)),
        }
        token.internal_data["user"] = {name: item for name, item in user.items() if item not in (None, [])}
        return not self._awaited(token)

    def _awaited(self, token: Token) -> bool:
        """Listeners are called before anybody sees the task."""
        if self.must_hear(token, "creating"):
            self.listen(token, "creating")
        elif "assignee" in token.internal_data["user"] and self.must_hear(token, "assigning"):
            self.listen(token, "assigning")
        else:
            return False
        return True

    def go_on(self, token: Token, event: str) -> None:
        if event in ("creating", "assigning"):
            if not self._awaited(token):
                token._ready()
        elif event == "completing":
            self.finish(token, token.internal_data.pop("answer"))
        else:
            super().go_on(token, event)

    def heard(self, token: Token, event: str, index: int, result: Mapping[str, Any]) -> None:
        """What is made while the task completes belongs to its result."""
        if event == "completing":
            token.internal_data["answer"].update(result)
        super().heard(token, event, index, {} if event == "completing" else result)

    def finish(self, token: Token, result: Mapping[str, Any]) -> None:
        if self.must_hear(token, "completing"):
            token.internal_data["answer"] = dict(result)
            self.listen(token, "completing")
        else:
            super().finish(token, result)


def _text(item: Any) -> str | None:
    return None if item is None or item == "" else str(item)


def _names(item: Any) -> list[str]:
    """A list, or text separated by commas."""
    if item is None:
        return []
    parts = item if isinstance(item, list) else str(item).split(",")
    return [name for part in parts if (name := str(part).strip())]


def _instant(token: Token, source: str | None) -> str | None:
    moment = value(token, source)
    if moment is None or moment == "":
        return None
    try:
        parsed: datetime = schedule.parse_date(moment, token.workflow.instance.services.zone)
    except schedule.BadTime as failure:
        raise found_values.time_unreadable(token, source or "", moment, failure) from None
    return parsed.isoformat()


class ServiceTask(Activity):
    """A local handler runs here and now; a remote one leaves the token STARTED with a job for a worker."""

    def __init__(self, *args: Any, job: JobDefinition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.job = job

    def topic_of(self, token: Token) -> str:
        return str(value(token, self.job.topic))

    def execute(self, token: Token) -> bool | None:
        services = token.workflow.instance.services
        topic = self.topic_of(token)
        kind = services.kind(topic)
        if kind is None:
            raise incident_causes.HandlerAbsent(topic=topic)
        if kind == "remote":
            retries = found_values.whole_number(value(token, self.job.retries), found_values.RETRIES)
            token.internal_data["job"] = {"topic": topic, "retries": retries or 0}
            return None
        return self._run_local(token, topic)

    def _run_local(self, token: Token, topic: str) -> bool | None:
        attempt = token.internal_data.get("attempt", 0) + 1
        try:
            result = self.run_handler(token, topic, attempt)
        except BpmnError as error:
            token.internal_data["throw"] = ["error", error.code, error.message, checked(error.variables)]
            return None
        except Abandon:
            raise
        except Exception as error:  # counted, then an incident like any other
            token.internal_data["attempt"] = attempt
            raise incident_causes.of_handler(error, topic) from error
        token.internal_data.pop("attempt", None)
        return self._leave_once(token, result)

    def run_handler(
        self, token: Token, topic: str, attempt: int, facts: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Calls the local handler, with `facts` besides its headers; its result is JSON."""
        instance = token.workflow.instance
        context = TaskContext(
            task_id=token.id,
            element_id=self.drawn_id,
            element_name=self.title,
            process_id=self.process_id,
            topic=topic,
            headers={**self.job.headers, **facts} if facts else self.job.headers,
            attempt=attempt,
            now=instance.now,
            host=instance.host,
            variables=visible(token),
        )
        return checked(instance.services.run_local(context, copied(self.given(token))))

    def _leave_once(self, token: Token, result: dict[str, Any]) -> bool | None:
        """The handler's work is done: when the outputs cannot be mapped, a retry must not run it again."""
        try:
            self.leave(token, result)
        except Exception as error:
            self.incident(token, "leave", error, result=result)
            return None
        return True


class ScriptTask(Activity):
    """zeebe:script: one FEEL expression into one variable."""

    def __init__(self, *args: Any, expression: str, variable: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expression = expression
        self.variable = variable

    def execute(self, token: Token) -> bool:
        self.leave(token, {self.variable: copied(value(token, self.expression))})
        return True


class DecisionTask(Activity):
    """zeebe:calledDecision: a DMN decision into one variable, with the rules that fired in the log."""

    def __init__(self, *args: Any, decision: str, variable: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.decision = decision
        self.variable = variable

    def execute(self, token: Token) -> bool:
        instance = token.workflow.instance
        name = str(value(token, self.decision))
        version = instance.specs.target(self._wf_spec.name, self.drawn_id, name)
        try:
            decided = instance.services.decide(version, visible(token))
        except Failure as failure:
            reason = incident_causes.reason_of(failure)
            raise incident_causes.DecisionFailed(decision=name, **reason) from failure
        self.leave(token, {self.variable: copied(decided.result)})
        instance.record(token, "decided", {"decision": name, **decided.evidence})
        return True


class SubProcess(Activity):
    """An embedded sub-process, also an event sub-process once it has been triggered: STARTED while its scope runs."""

    is_process = False

    def __init__(self, *args: Any, inside: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.inside = inside

    def arrive(self, token: Token) -> bool:
        self.map_in(token)
        token._set_state(STARTED)
        open_scope(token, token.workflow.instance.specs.scopes[self.inside], is_process=False)
        return False

    def scope_ended(self, token: Token, scope: Scope) -> None:
        """The scope has finished; the token is about to run to completion."""

    def execute(self, token: Token) -> bool:
        self.leave(token, {})
        return True
