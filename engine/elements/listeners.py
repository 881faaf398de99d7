"""Listeners: handlers that are called when an element starts or ends, or while a person's task goes its way.

Each call is a token of its own under the element's, so that a remote handler is a job like any other, with its own
retries and incident; the element is STARTED meanwhile and goes on when the last of them is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import errors, incident_causes
from engine.elements.activities import ServiceTask
from engine.elements.node import Node
from engine.elements.tree import Token
from engine.elements.variables import copied


class ListenerJob(ServiceTask):
    """One listener of one element, for one event, which its handler finds in header `event`. Sees what the element
    sees, its locals included."""

    def __init__(self, *args: Any, event: str, index: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        self.index = index

    def leave(self, token: Token, result: Mapping[str, Any]) -> None:
        """Nothing leaves yet: the element decides where results belong."""
        token.internal_data["made"] = dict(result)

    def completed(self, token: Token) -> None:
        element: Node = token.parent.task_spec
        element.heard(token.parent, self.event, self.index, token.internal_data.pop("made", {}))

    def targets(self, token: Token) -> list[Node]:
        return []

    def call(self, token: Token, facts: Mapping[str, str]) -> dict[str, Any]:
        """Runs for the waiting task of a person, within the command. Raises ListenerRefused: what was asked for does
        not happen."""
        services = token.workflow.instance.services
        topic = self.topic_of(token)
        if services.kind(topic) != "local":
            raise errors.ListenerRefused(
                topic=topic, reason_zh="处理器不是本地的", reason_en="the handler is not local"
            )
        try:
            return self.run_handler(token, topic, 1, facts)
        except errors.Abandon:
            raise
        except errors.BpmnError as refusal:
            reason = refusal.message or refusal.code
            raise errors.ListenerRefused(topic=topic, reason_zh=reason, reason_en=reason) from refusal
        except Exception as failure:
            told = incident_causes.told(incident_causes.of_handler(failure, topic), self.title)
            reasons = {"reason_zh": told.whole("zh"), "reason_en": told.whole("en")}
            raise errors.ListenerRefused(topic=topic, **reasons) from failure


def call_all(token: Token, event: str, facts: Mapping[str, str]) -> None:
    """Calls the listeners of a task that waits for a person, one after the other, with `facts` as headers; what they
    make becomes local to the task."""
    specs = token.task_spec._wf_spec.task_specs
    for name in token.task_spec.listeners.get(event, ()):
        made = specs[name].call(token, facts)
        token.internal_data["local"] = {**token.internal_data.get("local", {}), **copied(made)}
