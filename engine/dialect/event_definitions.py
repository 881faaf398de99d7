"""Event definitions of start, catch, boundary, throw and end events, with what they refer to."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from engine.dialect.extensions import Extensions
from engine.dialect.findings import Problems
from engine.dialect.xml import BPMN, local, text_of
from engine.elements import schedule
from engine.elements.events import Event
from kit import clock

DEFINITIONS = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "timerEventDefinition": "timer",
    "compensateEventDefinition": "compensate",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
    "cancelEventDefinition": "cancel",
}
_REFERENCE = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
NONE = Event("none")


class EventReader:
    """Reads events against the messages, signals, errors and escalations declared in the file."""

    def __init__(self, root: Any, problems: Problems) -> None:
        self.problems = problems
        self.declared: dict[str, Any] = {
            node.get("id"): node for node in root if local(node) in ("message", "signal", "error", "escalation")
        }

    def read(self, node: Any, *, throws: bool = False) -> Event:
        """The event of a drawn node; with findings it is a none event."""
        definitions = [child for child in node if local(child) in DEFINITIONS]
        if node.find(f"{BPMN}eventDefinitionRef") is not None:
            self.problems.add("event.elsewhere", node)
        if node.tag == f"{BPMN}receiveTask":
            definitions = [node]
        if len(definitions) > 1:
            self.problems.add("event.multiple", node)
        if not definitions:
            return NONE
        definition = definitions[0]
        kind = "message" if definition is node else DEFINITIONS[local(definition)]
        if kind in _REFERENCE:
            return self._referring(node, definition, kind, throws)
        if kind == "timer":
            return self._timer(node, definition)
        if kind == "conditional":
            condition = text_of(definition, "condition")
            if condition is None:
                self.problems.add("event.no_condition", node)
            return Event(kind, expression=condition or "")
        if kind == "link":
            return Event(kind, name=definition.get("name") or "")
        if (waits := definition.get("waitForCompletion", "true")) != "true":
            self.problems.add("attribute.not_run", node, attribute="waitForCompletion", value=waits, run="true")
        return Event(kind, target=definition.get("activityRef"))

    def _referring(self, node: Any, definition: Any, kind: str, throws: bool) -> Event:
        reference = definition.get(_REFERENCE[kind])
        catches_all = kind in ("error", "escalation") and not throws
        if not reference:
            if not catches_all:
                self.problems.add("event.no_reference", node)
            return Event(kind)
        declared = self.declared.get(reference.rsplit(":", 1)[-1])
        if declared is None or local(declared) != kind:
            self.problems.add("event.unresolved", node, reference=reference)
            return Event(kind)
        if kind in ("error", "escalation"):
            return self._coded(node, declared, kind, throws)
        name = declared.get("name")
        if not name:
            self.problems.add("event.no_name", node)
        key = Extensions(declared, self.problems).get("subscription", "correlationKey") if kind == "message" else None
        return Event(kind, name=name, key=key)

    def _coded(self, node: Any, declared: Any, kind: str, throws: bool) -> Event:
        code = declared.get("errorCode" if kind == "error" else "escalationCode") or None
        if code is None and throws and kind == "error":
            self.problems.add("event.error_without_code", node)
        if code is not None and code.startswith("=") and not throws:
            self.problems.add("event.code_expression", node, expression=code)
        return Event(kind, name=declared.get("name"), code=code)

    def _timer(self, node: Any, definition: Any) -> Event:
        if sum(local(child) in ("timeDate", "timeDuration", "timeCycle") for child in definition) > 1:
            self.problems.add("event.times", node)
        for form in ("timeDate", "timeDuration", "timeCycle"):
            text = text_of(definition, form)
            if text is not None:
                self._check_time(node, form, text)
                return Event("timer", form=form, expression=text)
        self.problems.add("event.no_time", node)
        return Event("timer", form="timeDuration", expression="PT0S")

    def _check_time(self, node: Any, form: str, text: str) -> None:
        if text.startswith("="):
            return
        now = clock.from_micros(0)
        try:
            if form == "timeDate":
                schedule.parse_date(text, UTC)
            elif form == "timeDuration":
                schedule.add_duration(now, text, UTC)
            else:
                schedule.first_cycle(text, now, UTC)
        except schedule.BadTime:
            self.problems.add("event.bad_time", node, text=text)
