"""What the reader was told, himself or through his groups."""

from __future__ import annotations

from api import guard
from api.guard import By
from api.permissions import V1
from api.shapes import notifications as shapes
from api.shapes.values import Cursor, Limit, RowId
from engine import candidates
from oms.notifications import queries, service

router = guard.router(f"{V1}/notifications")


@router.get("")
def page(by: By, unread: bool = False, cursor: Cursor | None = None, limit: Limit = 50) -> shapes.Notifications:
    """Newest first; `unread=true` leaves out what was read."""
    me, groups = by.account.id, (*by.account.roles, candidates.person(by.account.username))
    with by.read() as reader:
        found = queries.notices(reader, me, groups, unread_only=unread, cursor=cursor, limit=limit)
        count = queries.unread_count(reader, me, groups)
    items = [shapes.notification(notice, by.language) for notice in found.items]
    return shapes.Notifications(items=items, unread=count, next_cursor=found.next_cursor)


@router.post("/{id}/read", status_code=204)
def mark_read(by: By, id: RowId) -> None:
    """May be called twice. 404 for somebody else's notice."""
    by.write(lambda tx: service.mark_read(tx, id, by.account.id, by.account.roles))
