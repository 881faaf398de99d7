"""Incidents: what stopped, and how a person gets it going again."""

from __future__ import annotations

from uuid import UUID

from api import guard
from api.guard import By
from api.permissions import V1
from api.shapes import processes as shapes
from api.shapes.values import Cursor, Limit
from engine import incidents, runtime

router = guard.router(f"{V1}/incidents")


@router.get("")
def page(by: By, cursor: Cursor | None = None, limit: Limit = 50) -> shapes.Incidents:
    """Open incidents, oldest first."""
    with by.read() as reader:
        found = incidents.page(reader, cursor=cursor, limit=limit)
        texts = runtime.texts(reader, by.language)
    items = [shapes.incident(incident, by.language, texts) for incident in found.items]
    return shapes.Incidents(items=items, next_cursor=found.next_cursor)


@router.post("/{id}/retry", status_code=204)
def retry(by: By, id: UUID, wanted: shapes.RetryIn) -> None:
    """Run what failed once more, with the given variables corrected where the element sees them."""
    by.write(lambda tx: incidents.retry(tx, id, reason=wanted.reason, variables=wanted.variables))


@router.post("/{id}/skip", status_code=204)
def skip(by: By, id: UUID, wanted: shapes.SkipIn) -> None:
    """Count it as done with the given result."""
    by.write(lambda tx: incidents.skip(tx, id, reason=wanted.reason, variables=wanted.variables))
