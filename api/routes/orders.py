"""Orders: take in, list, show, cancel, edit lines."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from api import answers, guard, idempotent, timeline
from api.guard import Asked, By, Caller
from api.permissions import V1
from api.shapes import orders as shapes
from api.shapes.values import Cursor, Limit, ReasonIn, RowId, Short, is_row_id
from handlers import triggers
from oms.orders import queries, search, service
from oms.orders.search import OrderFilter

router = guard.router(f"{V1}/orders")


async def _create(by: Caller, asked: Asked) -> Response | None:
    try:
        wanted = shapes.OrderIn.model_validate(await asked.json())
    except ValueError:
        return None
    return await create(by, wanted, asked.header(idempotent.HEADER))


@router.post("", status_code=201, response_model=shapes.Order)
@guard.hot(_create)
async def create(by: By, wanted: shapes.OrderIn, key: idempotent.Key = None) -> Response:
    """Take an order in and start its process."""
    draft = shapes.draft(wanted)
    content = wanted.model_dump(mode="json")
    return await idempotent.create(
        by, "POST /orders", key, content, lambda tx: shapes.order(tx, triggers.submit_order(tx, draft))
    )


async def _show(by: Caller, asked: Asked) -> Response | None:
    return _order(by, int(asked.id)) if is_row_id(asked.id) else None


@router.get("/{id}", response_model=shapes.Order)
@guard.hot(_show)
async def show(by: By, id: RowId) -> Response:
    return _order(by, id)


@router.get("", response_model=shapes.OrderRows)
def page(
    by: By,
    status: Short | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    channel: Short | None = None,
    customer: Short | None = None,
    tag: Short | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 50,
) -> Response:
    """Newest first. `status` is a commercial or a fulfilment status; `q` looks at numbers and the customer."""
    narrowed = OrderFilter(status=status, q=q, channel=channel, customer=customer, tag=tag)
    with by.read() as reader:
        found = search.search(reader, narrowed, cursor=cursor, limit=limit)
    rows = [shapes.row(record) for record in found.items]
    return answers.json(shapes.OrderRows(items=rows, next_cursor=found.next_cursor))


def _order(by: Caller, order_id: int) -> Response:
    with by.read() as reader:
        order = shapes.order(reader, queries.order(reader, order_id))
    return answers.json(order)


@router.get("/{id}/timeline")
def show_timeline(by: By, id: RowId) -> shapes.Timeline:
    """What happened to the order and in its process, newest first."""
    with by.read() as reader:
        order = queries.order(reader, id)
        return timeline.page(reader, order, by.language)


@router.post("/{id}/cancel", status_code=202)
def cancel(by: By, id: RowId, wanted: ReasonIn) -> shapes.Order:
    """Ask the order's process to cancel it; asked again nothing happens."""
    return by.write(lambda tx: shapes.order(tx, triggers.request_cancel(tx, id, reason=wanted.reason)))


@router.put("/{id}/lines")
def edit_lines(by: By, id: RowId, wanted: shapes.OrderEdit) -> shapes.Order:
    """Replace the lines of an order that was returned for edit."""
    lines = shapes.line_drafts(wanted.lines)
    return by.write(
        lambda tx: shapes.order(tx, service.edit_lines(tx, id, lines, version=wanted.version, reason=wanted.reason))
    )
