"""Ad-hoc sub-processes: people start the elements of an open one, each as often as they want."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from engine import errors, kernel, runtime
from engine.advance import Cause, advance
from engine.models import Instance, ItemKind, WorkItem, is_open, of_kind
from engine.work_items import task_id as as_task_id
from kit import audit
from kit.db import Reader, Tx


@dataclass(frozen=True)
class Choice:
    """An element that can be started; `task_id` is the open sub-process around it, which a loop may have several of."""

    task_id: UUID
    sub_process_id: str
    process_id: str
    element_id: str
    name: str


def choices(view: Reader | Tx, instance_id: int) -> list[Choice]:
    """What can be started now, oldest sub-process first. Raises InstanceUnknown."""
    instance = view.session.get(Instance, instance_id)
    if instance is None:
        raise errors.InstanceUnknown(instance=instance_id)
    bundle = runtime.of(view).bundles.load(view, instance.bundle)
    names = {(it.process_id, it.id): it.name for model in bundle.models for it in model.elements}
    query = select(WorkItem).where(WorkItem.instance_id == instance_id, of_kind(ItemKind.AD_HOC), is_open())
    return [
        Choice(as_task_id(row.id), row.element, row.process, element, names.get((row.process, element)) or element)
        for row in view.session.scalars(query.order_by(WorkItem.id))
        for element in orjson.loads(row.payload or "{}").get("choices", [])
    ]


def activate(tx: Tx, instance_id: int, element_id: str, *, reason: str, task_id: UUID | None = None) -> None:
    """Start an element of an open ad-hoc sub-process; of the oldest that holds it when none is named. Raises
    ReasonMissing, InstanceUnknown, InstanceNotActive, and NotStartable when no open one holds the element."""
    cause = Cause("activity.started", audit.require_reason(reason), {"element": element_id})

    def apply(workflow: Any) -> None:
        open_ = [wait for wait in kernel.waits(workflow).values() if element_id in wait.choices]
        chosen = next((wait for wait in open_ if task_id in (None, wait.task_id)), None)
        if chosen is None:
            raise errors.NotStartable(element=element_id)
        kernel.activate(workflow, chosen.task_id, element_id, tx.now)

    advance(tx, instance_id, apply, cause)
