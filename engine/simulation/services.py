"""What the kernel is given in a dry run: FEEL and decisions as always, answers instead of handlers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Literal

from engine import errors, feel, services, topics
from engine.bundles import LoadedBundle
from engine.elements.services import Decided, TaskContext
from engine.simulation import stubs
from engine.simulation.record import Asked, Log, Null
from engine.simulation.scenario import HandlerAnswer


class Answered:
    """Every service task is answered where it stands, unless its topic is told to wait."""

    hops = 0

    def __init__(self, bundle: LoadedBundle, zone: tzinfo, handlers: Mapping[str, HandlerAnswer], log: Log) -> None:
        self.zone = zone
        self._bundle = bundle
        self._handlers = handlers
        self._log = log

    def evaluate(self, expression: str, variables: Mapping[str, Any]) -> Any:
        """As a running instance does; an expression without a value is noted with the reasons."""
        self._log.check()
        values = dict(variables)
        found = feel.to_json(feel.compile_expression(expression).evaluate(values))
        if found is None and expression.strip() != "null":
            reasons = feel.explain(expression, values)[:3]
            zh, en = "；".join(it.zh for it in reasons), "; ".join(it.en for it in reasons)
            self._log.nulls.append(Null(expression, zh, en))
        return found

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Decided:
        self._log.check()
        return self._bundle.decide(decision_id, variables)

    def kind(self, topic: str) -> Literal["local", "remote"] | None:
        answer = self._handlers.get(topic)
        return "remote" if answer is not None and answer.waits else "local"

    def run_local(self, task: TaskContext, inputs: dict[str, Any]) -> dict[str, Any]:
        """The given answer or a stub; the inputs are checked as the handler would check them."""
        handler = topics.find(task.topic)
        answer = self._handlers.get(task.element_id) or self._handlers.get(task.topic)
        if handler is None and answer is None:
            raise errors.HandlerMissing(topic=task.topic)
        try:
            how, result = self._result(handler, answer or HandlerAnswer(), inputs)
        except errors.BpmnError as error:
            self._note(task, "error", inputs, {"code": error.code, "message": error.message})
            raise
        except Exception:  # an incident, as in a running instance
            self._note(task, "failed", inputs, {})
            raise
        self._note(task, how, inputs, result)
        return result

    def _result(
        self, handler: topics.Handler[Any, Any] | None, answer: HandlerAnswer, inputs: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        if handler is not None:
            services.read_input(handler, inputs)
        if answer.code is not None:
            raise errors.BpmnError(answer.code, answer.message, answer.variables)
        if answer.fails:
            raise topics.HandlerFailed(answer.message)
        given = dict(answer.result)
        return "given" if given else "stub", given if handler is None else stubs.output(handler, given)

    def _note(self, task: TaskContext, how: str, inputs: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        self._log.asked.append(Asked(task.element_id, task.topic, how, inputs, result))
