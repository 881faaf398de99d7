"""What the kernel is given for one advance: FEEL, the bundle's decisions, and local handlers inside the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from engine import errors, feel, hops, topics
from engine.bundles import LoadedBundle
from engine.elements.services import Decided, TaskContext
from engine.incident_causes import InputRefused
from kit.db import Tx, faults
from kit.db.transaction import Careful, Stale

_PLAIN = frozenset((str, bool))
_LITERALS = frozenset(("true", "false", "null"))  # never names


class TransactionServices:
    """Lives as long as one advance; the workflow object is given a new one each time."""

    def __init__(self, tx: Tx, bundle: LoadedBundle, zone: tzinfo, instance_id: int, business_key: str) -> None:
        self.zone = zone
        self._tx = tx
        self._bundle = bundle
        self._instance_id = instance_id
        self._business_key = business_key

    @property
    def hops(self) -> int:
        return hops.of(self._tx)

    def evaluate(self, expression: str, variables: Mapping[str, Any]) -> Any:
        """Most mappings only name a variable: texts and truth values are their own FEEL values and pass as they are."""
        known = variables.get(expression)
        if type(known) in _PLAIN and expression.isidentifier() and expression not in _LITERALS:
            return known
        values = variables if type(variables) is dict else dict(variables)
        return feel.to_json(feel.compile_expression(expression).evaluate(values))

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Decided:
        return self._bundle.decide(decision_id, variables)

    def kind(self, topic: str) -> Literal["local", "remote"] | None:
        handler = topics.find(topic)
        return None if handler is None else handler.kind

    def run_local(self, task: TaskContext, inputs: dict[str, Any]) -> dict[str, Any]:
        """What a handler wrote before it failed is undone. A database that fails abandons the whole advance instead of
        making an incident."""
        handler = topics.find(task.topic)
        if handler is None:
            raise errors.HandlerMissing(topic=task.topic)
        job = topics.Job(
            instance_id=self._instance_id,
            task_id=task.task_id,
            business_key=self._business_key,
            topic=task.topic,
            element_id=task.element_id,
            attempt=task.attempt,
            now=task.now,
            headers=dict(task.headers),
        )
        try:
            with self._tx.undoable():
                made = handler.run(self._tx, job, read_input(handler, inputs))
        except faults.kinds(Stale, Careful) as failure:
            raise errors.Abandon from failure
        return dict(made.model_dump(mode="json"))


def read_input(handler: topics.Handler[Any, Any], inputs: Mapping[str, Any]) -> Any:
    """The handler's input model. A task without input mapping offers all variables: the fields that fit are taken.
    Raises InputRefused."""
    fields = handler.input.model_fields
    try:
        return handler.input.model_validate({name: value for name, value in inputs.items() if name in fields})
    except ValidationError as problem:
        raise _refused(handler.input, problem) from problem


def _refused(model: type[BaseModel], problem: ValidationError) -> InputRefused:
    """Names the fields as people know them; what is wrong with each stays as it is said."""
    faults = problem.errors(include_url=False, include_context=False)
    names = list(dict.fromkeys(str(fault["loc"][0]) for fault in faults if fault["loc"]))
    known = {name: model.model_fields[name] for name in names if name in model.model_fields}
    titles = [f"{known[name].title} {name}" if name in known and known[name].title else name for name in names]
    technical = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
    return InputRefused(fields_zh="、".join(titles), fields_en=", ".join(names), technical=technical)
