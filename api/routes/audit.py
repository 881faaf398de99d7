"""The audit trail, read only."""

from __future__ import annotations

from api import guard
from api.guard import By
from api.permissions import V1
from api.shapes import audit as shapes
from api.shapes.values import Cursor, Limit, RowId
from oms.audit import queries

router = guard.router(f"{V1}/audit")


@router.get("")
def page(by: By, stream: RowId | None = None, cursor: Cursor | None = None, limit: Limit = 100) -> shapes.AuditEvents:
    """One entity's events, or everything; newest first."""
    with by.read() as reader:
        if stream is None:
            found = queries.everything(reader, cursor=cursor, limit=limit)
        else:
            found = queries.stream(reader, stream, cursor=cursor, limit=limit)
    return shapes.AuditEvents(items=[shapes.event(one) for one in found.items], next_cursor=found.next_cursor)
