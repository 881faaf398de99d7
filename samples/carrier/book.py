"""What the carrier remembers: waybills by idempotency key, their events, and how often each key was used.

Kept in SQLite, in memory or in a file; with a file a restarted carrier knows its parcels and goes on
pushing. One connection under one lock: every method is a transaction of its own.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kit import clock as kit_clock

ROUTE = (
    ("handed_over", "快件已揽收"),
    ("in_transit", "快件运输中"),
    ("out_for_delivery", "快件派送中"),
    ("delivered", "快件已签收"),
)

_TABLES = """
CREATE TABLE IF NOT EXISTS waybill (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, request TEXT NOT NULL,
    reference TEXT NOT NULL, number TEXT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0,
    calls INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, reference TEXT NOT NULL,
    status TEXT NOT NULL, text TEXT NOT NULL, due_at INTEGER NOT NULL,
    next_push_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS event_next ON event (next_push_at) WHERE next_push_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_number ON event (number);
CREATE TABLE IF NOT EXISTS cancellation (key TEXT PRIMARY KEY, number TEXT NOT NULL, calls INTEGER NOT NULL);
"""


class Refused(Exception):
    """The carrier says no; the text goes to the caller."""


@dataclass(frozen=True, slots=True)
class Event:
    """One report; `attempts` counts pushes that were not taken."""

    id: int
    number: str
    reference: str
    status: str
    text: str
    due_at: datetime
    attempts: int

    def as_json(self) -> dict[str, str]:
        """As it is pushed and as GET /waybills/{number}/events lists it."""
        return {
            "id": f"evt{self.id}",
            "waybill": self.number,
            "reference": self.reference,
            "status": self.status,
            "text": self.text,
            "occurred_at": self.due_at.isoformat(),
        }


class Book:
    """Thread-safe. `path` ":memory:" forgets everything when the process ends."""

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA busy_timeout=5000")
        self._db.executescript(_TABLES)

    def create(self, key: str, reference: str, request: bytes, *, now: datetime, step: timedelta) -> str:
        """The waybill number of `key`, new or as before; raises Refused when the key asked for another parcel."""
        digest = hashlib.sha256(request).hexdigest()
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            known = self._db.execute("SELECT number, request FROM waybill WHERE key = ?", (key,)).fetchone()
            if known:
                if known[1] != digest:
                    raise Refused("this idempotency key belongs to another parcel")
                self._db.execute("UPDATE waybill SET calls = calls + 1 WHERE key = ?", (key,))
                return str(known[0])
            return self._insert(key, reference, digest, now, step)

    def _insert(self, key: str, reference: str, digest: str, now: datetime, step: timedelta) -> str:
        micros = kit_clock.micros(now)
        row = self._db.execute(
            "INSERT INTO waybill (key, request, reference, number, created_at) VALUES (?, ?, ?, '', ?)",
            (key, digest, reference, micros),
        )
        number = f"SB{row.lastrowid:010d}"
        self._db.execute("UPDATE waybill SET number = ? WHERE id = ?", (number, row.lastrowid))
        for position, (status, text) in enumerate(ROUTE, start=1):
            due = kit_clock.micros(now + position * step)
            self._db.execute(
                "INSERT INTO event (number, reference, status, text, due_at, next_push_at) VALUES (?, ?, ?, ?, ?, ?)",
                (number, reference, status, text, due, due),
            )
        return number

    def cancel(self, key: str, number: str, *, now: datetime) -> None:
        """Stops the parcel; again is no failure. Raises Refused when unknown or already picked up."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            known = self._db.execute("SELECT cancelled FROM waybill WHERE number = ?", (number,)).fetchone()
            if not known:
                raise Refused("unknown waybill")
            gone = "SELECT 1 FROM event WHERE number = ? AND due_at <= ? LIMIT 1"
            if not known[0] and self._db.execute(gone, (number, kit_clock.micros(now))).fetchone():
                raise Refused("the parcel has been picked up")
            self._db.execute("UPDATE waybill SET cancelled = 1 WHERE number = ?", (number,))
            self._db.execute("DELETE FROM event WHERE number = ?", (number,))
            self._db.execute(
                "INSERT INTO cancellation VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET calls = calls + 1",
                (key, number),
            )

    def events(self, number: str, *, now: datetime) -> list[Event]:
        """What has happened by now, oldest first; raises Refused for an unknown number."""
        with self._lock:
            if not self._db.execute("SELECT 1 FROM waybill WHERE number = ?", (number,)).fetchone():
                raise Refused("unknown waybill")
            return self._select("number = ? AND due_at <= ? ORDER BY id", (number, kit_clock.micros(now)))

    def to_push(self, *, now: datetime, limit: int = 50) -> list[Event]:
        """Events whose push is due, oldest first."""
        with self._lock:
            return self._select("next_push_at <= ? ORDER BY next_push_at LIMIT ?", (kit_clock.micros(now), limit))

    def pushed(self, event: Event) -> None:
        """The receiver took it: never push it again."""
        with self._lock:
            self._db.execute("UPDATE event SET next_push_at = NULL WHERE id = ?", (event.id,))

    def push_failed(self, event: Event, *, again_at: datetime | None) -> None:
        """Try again then; None gives the event up."""
        due = kit_clock.micros(again_at) if again_at else None
        with self._lock:
            self._db.execute("UPDATE event SET next_push_at = ?, attempts = attempts + 1 WHERE id = ?", (due, event.id))

    def effects(self) -> dict[str, Any]:
        """Per key the waybill and the number of calls; per reference the number of parcels (more than 1 is a fault)."""
        with self._lock:
            waybills = self._db.execute("SELECT key, number, reference, calls, cancelled FROM waybill").fetchall()
            cancellations = self._db.execute("SELECT key, number, calls FROM cancellation").fetchall()
            waiting = self._db.execute("SELECT count(*) FROM event WHERE next_push_at IS NOT NULL").fetchone()
        parcels: dict[str, int] = {}
        for _, _, reference, _, cancelled in waybills:
            parcels[reference] = parcels.get(reference, 0) + (0 if cancelled else 1)
        return {
            "waybills": {
                key: {"waybill": n, "reference": r, "calls": c, "cancelled": bool(x)} for key, n, r, c, x in waybills
            },
            "cancellations": {key: {"waybill": n, "calls": c} for key, n, c in cancellations},
            "parcels_by_reference": parcels,
            "events_waiting": waiting[0],
        }

    def close(self) -> None:
        """Close the file; the book is of no use afterwards."""
        with self._lock:
            self._db.close()

    def _select(self, condition: str, values: tuple[Any, ...]) -> list[Event]:
        columns = "SELECT id, number, reference, status, text, due_at, attempts FROM event WHERE "
        rows = self._db.execute(columns + condition, values).fetchall()
        return [Event(r[0], r[1], r[2], r[3], r[4], kit_clock.from_micros(r[5]), r[6]) for r in rows]
