"""What waits in the database, counted when Prometheus asks. Each count stops at MOST: a scrape stays cheap."""

from __future__ import annotations

from sqlalchemy import text

from kit import clock
from kit.db import Reader

MOST = 10_000
# Kinds are written as numbers so that the partial indexes serve the counts.
_FROM = {
    "work_items_user": "work_item WHERE kind = 1",
    "work_items_job": "work_item WHERE kind = 2",
    "work_items_timer": "work_item WHERE kind = 3 AND status = 0",
    "work_items_message": "work_item WHERE kind = 4",
    "work_items_signal": "work_item WHERE kind = 6",
    "incidents": "work_item WHERE kind = 5",
    "jobs_due": "work_item WHERE kind = 2 AND due_at <= :now",
    "outbox_waiting": "outbox WHERE failed = 0",
    "outbox_failed": "outbox WHERE failed = 1",
    "messages_waiting": "message_inbox WHERE delivered_at IS NULL",
    "signals_waiting": "signal_delivery",
}
_IMPORTED = text('SELECT coalesce(sum("rows"), 0) FROM import_job')


def read(reader: Reader) -> dict[str, int]:
    """Gauge name without prefix → value, MOST at the most; `import_rows` is the sum over all imports."""
    now = clock.micros(reader.now)
    found = {name: _count(reader, source, now) for name, source in _FROM.items()}
    return {**found, "import_rows": int(reader.connection.execute(_IMPORTED).scalar_one())}


def _count(reader: Reader, source: str, now: int) -> int:
    query = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {MOST}) AS found"  # noqa: S608 our own words
    known = {"now": now} if ":now" in source else {}
    return int(reader.connection.execute(text(query), known).scalar_one())
