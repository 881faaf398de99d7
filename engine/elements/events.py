"""Events: what is waited for, what is thrown, and those that sit on an activity.

A waiting event is a WAITING token with `internal_data["sub"]`, which the host mirrors into its tables and delivers
by token id: nothing is broadcast, nothing matches "any". Thrown errors and escalations are only marked; the step
loop dispatches them afterwards, because the catcher may kill the very token that is running.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.elements import found_values, schedule
from engine.elements.activities import Mapped
from engine.elements.gateways import EventGateway
from engine.elements.process import finish_scope
from engine.elements.services import Thrown
from engine.elements.tree import READY, WAITING, Token, kill, kill_scope, spawn
from engine.elements.variables import copied, value
from engine.incident_bounds import ThrownInCircles

MOST_HOPS = 200
"""Messages and signals in a row without a wait in between. Two processes that ask and answer for each of 100 lines stay
within; what would go on for ever has then made 200 commits."""


@dataclass(frozen=True)
class Event:
    """An event definition of the diagram. `form` is timeDate, timeDuration or timeCycle; `expression` its text or
    the condition; `key` the correlation key; `code` None catches every error; `target` what is compensated."""

    kind: str
    name: str | None = None
    code: str | None = None
    expression: str = ""
    form: str = ""
    key: str | None = None
    target: str | None = None

    def subscription(self, token: Token) -> dict[str, Any]:
        """What the token waits for, evaluated now."""
        if self.kind == "message":
            return self._message(token)
        if self.kind == "signal":
            return {"kind": "signal", "name": str(value(token, self.name))}
        if self.kind == "timer":
            return self._timer(token)
        return {"kind": self.kind, "code": self.code}

    def _message(self, token: Token) -> dict[str, Any]:
        key = value(token, self.key)
        if key is None or key == "":
            raise found_values.correlation_key_empty(token, self.key or "")
        return {"kind": "message", "name": str(value(token, self.name)), "key": str(key)}

    def _timer(self, token: Token) -> dict[str, Any]:
        text = value(token, self.expression)
        try:
            return {"kind": "timer", **self._first(token, text)}
        except schedule.BadTime as failure:
            raise found_values.time_unreadable(token, self.expression, text, failure) from None

    def _first(self, token: Token, text: Any) -> dict[str, Any]:
        instance = token.workflow.instance
        zone = instance.services.zone
        if self.form == "timeDate":
            return {"due": schedule.parse_date(text, zone).isoformat()}
        if self.form == "timeDuration":
            return {"due": schedule.add_duration(instance.now, text, zone).isoformat()}
        return schedule.first_cycle(text, instance.now, zone)


class StartEvent(Mapped):
    """Where a scope begins; what started it (the payload of a message or signal) leaves through its mapped outputs."""

    def execute(self, token: Token) -> bool:
        begun = token.parent.internal_data
        self.leave(token, begun.get("payload", {}))
        begun.pop("payload", None)
        return True


class Catch(Mapped):
    """Intermediate catch event and receive task."""

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event

    def arrive(self, token: Token) -> bool:
        self.map_in(token)
        if "sub" not in token.internal_data:
            token.internal_data["sub"] = self.event.subscription(token)
        token._set_state(WAITING)
        return False

    def fire(self, token: Token, payload: dict[str, Any]) -> None:
        """The event happened. The caller has checked that the token waits."""
        token.internal_data["payload"] = payload
        token._set_state(READY)
        token.run()

    def execute(self, token: Token) -> bool:
        self.leave(token, token.internal_data.get("payload", {}))
        token.internal_data.pop("payload", None)
        if isinstance(token.parent.task_spec, EventGateway):
            for sibling in token.parent.children:
                if sibling is not token:
                    kill(sibling)
        return True


class Repeating(Catch):
    """A catch that may fire again: each firing is its own finished token, re-arming makes a new sibling."""

    def __init__(self, *args: Any, interrupting: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.interrupting = interrupting

    def rearm(self, token: Token) -> None:
        subscription = token.internal_data["sub"]
        if subscription["kind"] == "conditional":
            spawn(token.parent, self, {"sub": {**subscription, "last": True}})
        elif subscription["kind"] != "timer":
            spawn(token.parent, self)
        elif "left" in subscription:
            following = schedule.next_cycle(subscription, token.workflow.instance.now)
            if following:
                spawn(token.parent, self, {"sub": {"kind": "timer", **following}})


class Boundary(Repeating):
    """An event on an activity. Interrupting kills the activity and its other events."""

    is_boundary = True

    def execute(self, token: Token) -> bool:
        self.leave(token, token.internal_data.get("payload", {}))
        token.internal_data.pop("payload", None)
        if self.interrupting:
            for sibling in token.parent.children:
                if sibling is not token:
                    kill(sibling)
        else:
            self.rearm(token)
        return True


class Throw(Mapped):
    """Intermediate throw event; nothing happens for a none event."""

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event

    def arrive(self, token: Token) -> bool:
        self.map_in(token)
        return True

    def execute(self, token: Token) -> bool | None:
        kind = self.event.kind
        if kind in ("error", "escalation"):
            handed = copied(self.given(token)) if self.mappings.inputs else {}
            thrown = [kind, value(token, self.event.code), "", handed]
            self.leave_mapped(token)
            token.internal_data["throw"] = thrown
            return None
        sent = self._sent(token) if kind in ("message", "signal") else []
        self.leave_mapped(token)
        token.workflow.instance.thrown += sent
        return True

    def leave_mapped(self, token: Token) -> None:
        """What throws makes nothing: only mapped outputs leave."""
        if self.mappings.outputs:
            self.leave(token, {})

    def _sent(self, token: Token) -> list[Thrown]:
        name = str(value(token, self.event.name))
        if token.workflow.instance.services.hops >= MOST_HOPS:
            raise ThrownInCircles(name=name, hops=MOST_HOPS)
        key = value(token, self.event.key)
        thrown = Thrown(
            kind="message" if self.event.kind == "message" else "signal",
            name=name,
            key="" if key is None else str(key),
            payload=copied(self.given(token)),
            task_id=token.id,
        )
        return [thrown]


class End(Throw):
    """End event: throws like the intermediate one; terminate ends its scope at once."""

    def completed(self, token: Token) -> None:
        if self.event.kind == "terminate":
            kill_scope(token.workflow, keep=token)
            if not token.workflow.spec.end.listeners:
                finish_scope(token.workflow, token)

    def targets(self, token: Token) -> Any:
        """What terminates goes on only to what listens to the end of the scope."""
        ends = self.event.kind == "terminate" and not token.workflow.spec.end.listeners
        return [] if ends else self.outputs
