"""All that a person needs to decide: form, facts, the rule that sent it here, what comes next, what happened before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import history, outlook, runtime
from engine.bundles import LoadedBundle
from engine.inbox import tasks
from engine.models import Instance, InstanceState
from kit.db import Reader, Tx


@dataclass(frozen=True)
class Card:
    """`rule` is the evidence of the last decision before the task: decision, version, rows with their conditions."""

    task: tasks.Task
    form: dict[str, Any] | None
    facts: dict[str, Any]
    rule: dict[str, Any] | None
    next: list[str]
    history: list[history.Entry]


def card(view: Reader | Tx, task_id: UUID) -> Card:
    """Raises TaskClosed or TaskUnknown."""
    task = tasks.find(view, task_id)
    instance = view.session.get_one(Instance, task.instance_id)
    bundle = runtime.of(view).bundles.load(view, instance.bundle)
    entries = history.entries(view, task.instance_id)
    return Card(
        task=task,
        form=bundle.forms.get(task.form or ""),
        facts=task.facts,
        rule=_rule(entries),
        next=_next(view, task, bundle),
        history=[entry for entry in entries if entry.action.startswith("task.")],
    )


def _next(view: Reader | Tx, task: tasks.Task, bundle: LoadedBundle) -> list[str]:
    blob = view.session.scalar(select(InstanceState.blob).where(InstanceState.instance_id == task.instance_id))
    if blob is None:
        return []
    zone = runtime.of(view).zone
    return outlook.after(bundle, bytes(blob), task.id, task.process_id, task.outcomes[0], view.now, zone)


def _rule(entries: list[history.Entry]) -> dict[str, Any] | None:
    """The newest decision that is about the order, not about time limits."""
    for entry in reversed(entries):
        for step in reversed(entry.steps):
            if step.event == "decided" and step.evidence.get("rules"):
                return dict(step.evidence)
    return None
