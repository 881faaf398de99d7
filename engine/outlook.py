"""What comes next if a task is decided the usual way: the real kernel on a copy of the state, nothing written.

Handlers are not run; the copy stops where the first of them would.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Literal
from uuid import UUID

from engine import codec, feel, kernel
from engine.bundles import LoadedBundle
from engine.elements.services import Decided, TaskContext
from kit.errors import Failure


class DryServices:
    """FEEL and decisions as always; every service task waits like a remote one."""

    hops = 0

    def __init__(self, bundle: LoadedBundle, zone: tzinfo) -> None:
        self.zone = zone
        self._bundle = bundle

    def evaluate(self, expression: str, variables: Mapping[str, Any]) -> Any:
        return feel.to_json(feel.compile_expression(expression).evaluate(dict(variables)))

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Decided:
        return self._bundle.decide(decision_id, variables)

    def kind(self, topic: str) -> Literal["local", "remote"] | None:
        return "remote"

    def run_local(self, task: TaskContext, inputs: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError("no handler runs in an outlook")


def after(
    bundle: LoadedBundle, blob: bytes, task_id: UUID, process_id: str, outcome: str, now: datetime, zone: tzinfo
) -> list[str]:
    """Names of what the instance would then wait for: steps of the same process, or the process that takes over.
    Empty when it would wait for nothing new, or cannot be told."""
    workflow = codec.load(blob, bundle.specs, DryServices(bundle, zone))
    before = set(kernel.waits(workflow))
    try:
        kernel.complete(workflow, task_id, {"outcome": outcome, "comment": None, "actor": ""}, now)
    except Failure:
        return []
    fresh = [wait for key, wait in kernel.waits(workflow).items() if key not in before]
    names = [
        wait.element_name if wait.process_id == process_id else bundle.title(wait.process_id)
        for wait in fresh
        if wait.kind in (kernel.Kind.USER, kernel.Kind.JOB)
    ]
    return list(dict.fromkeys(names))
