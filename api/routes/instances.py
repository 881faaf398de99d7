"""Process instances: start, list, look at, suspend, resume, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import Query, Response

from api import guard, idempotent
from api.guard import Asked, By, Caller
from api.permissions import V1
from api.shapes import processes as shapes
from api.shapes.values import Cursor, Limit, ReasonIn, RowId
from engine import ad_hoc, errors, history, instances, runtime
from kit.db import Reader, Tx

router = guard.router(f"{V1}/instances")
Status = Literal["active", "ended", "cancelled", "suspended"]


async def _start(by: Caller, asked: Asked) -> Response | None:
    try:
        wanted = shapes.InstanceIn.model_validate(await asked.json())
    except ValueError:
        return None
    return await start(by, wanted, asked.header(idempotent.HEADER))


@router.post("", status_code=201, response_model=shapes.Started)
@guard.hot(_start)
async def start(by: By, wanted: shapes.InstanceIn, key: idempotent.Key = None) -> Response:
    """Start the newest version of a process. An order's process is started by taking the order in."""

    def work(tx: Tx) -> shapes.Started:
        begun = instances.start(
            tx,
            wanted.process_id,
            wanted.variables,
            business_key=wanted.business_key,
            start_event=wanted.start_event,
        )
        return shapes.Started(
            id=str(begun.instance_id), process_id=wanted.process_id, business_key=wanted.business_key, ended=begun.ended
        )

    return await idempotent.create(by, "POST /instances", key, wanted.model_dump(), work)


@router.get("")
def page(
    by: By,
    process: str | None = Query(None, max_length=120),
    status: Status | None = None,
    order_id: RowId | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 50,
) -> shapes.InstanceRows:
    """Newest first."""
    key = None if order_id is None else str(order_id)
    with by.read() as reader:
        found = instances.page(reader, process_id=process, status=status, business_key=key, cursor=cursor, limit=limit)
    items = [shapes.InstanceRow(**shapes.row(view)) for view in found.items]
    return shapes.InstanceRows(items=items, next_cursor=found.next_cursor)


@router.get("/{id}")
def show(by: By, id: RowId) -> shapes.Instance:
    """With variables, tokens and the way so far; variables of long-ended instances are gone."""
    with by.read() as reader:
        return _instance(reader, id, by)


@router.post("/{id}/suspend")
def suspend(by: By, id: RowId, wanted: ReasonIn) -> shapes.Instance:
    """Nothing of it moves until it is resumed."""
    return _change(by, id, lambda tx: instances.suspend(tx, id, reason=wanted.reason))


@router.post("/{id}/resume")
def resume(by: By, id: RowId, wanted: ReasonIn) -> shapes.Instance:
    return _change(by, id, lambda tx: instances.resume(tx, id, reason=wanted.reason))


@router.post("/{id}/cancel")
def cancel(by: By, id: RowId, wanted: ReasonIn) -> shapes.Instance:
    """End it where it stands. Does not undo what it did: to cancel an order, cancel the order."""
    return _change(by, id, lambda tx: instances.cancel(tx, id, reason=wanted.reason))


@router.get("/{id}/activities")
def activities(by: By, id: RowId) -> shapes.Activities:
    """What its open ad-hoc sub-processes can start."""
    with by.read() as reader:
        found, texts = ad_hoc.choices(reader, id), runtime.texts(reader, by.language)
    return shapes.Activities(items=[shapes.activity(choice, texts) for choice in found])


@router.post("/{id}/activities")
def activate(by: By, id: RowId, wanted: shapes.ActivityIn) -> shapes.Instance:
    """Start an element of an open ad-hoc sub-process; as often as wanted."""
    element, task, why = wanted.element_id, wanted.task_id, wanted.reason
    return _change(by, id, lambda tx: ad_hoc.activate(tx, id, element, reason=why, task_id=task))


def _change(by: Caller, instance_id: int, work: Callable[[Tx], None]) -> shapes.Instance:
    by.write(work)
    with by.read() as reader:
        return _instance(reader, instance_id, by)


def _instance(reader: Reader, instance_id: int, by: Caller) -> shapes.Instance:
    view = instances.view(reader, instance_id)
    try:
        variables = instances.variables(reader, instance_id)
    except errors.InstanceGone:
        variables = {}
    visited = history.visited(history.entries(reader, instance_id))
    tokens, calls = history.tokens(reader, instance_id), history.calls(reader, instance_id)
    return shapes.instance(view, variables, tokens, visited, calls, runtime.texts(reader, by.language))
