"""The hot path's SQL: lock and restore an instance, and write what one advance has changed.

SQLite: a handful of constant statements on the writer's cursor. PostgreSQL: round trips are the cost, so the whole
write set is one data-modifying statement. Lock order: the instance row first, business rows after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from engine import errors, work_items
from kit import audit
from kit.db import Tx
from kit.db.transaction import Stale

_LOCK = "SELECT version, status, bundle, business_key FROM instance WHERE id = ?"
_STATE = (
    "SELECT s.version, s.blob, j.hash FROM instance_state s "
    "LEFT JOIN journal j ON j.stream = s.instance_id AND j.n = s.version WHERE s.instance_id = ?"
)
_COLUMNS = ", ".join(work_items.COLUMNS)
_SQLITE = {
    "insert_instance": (
        "INSERT INTO instance (id, bundle, business_key, status, version, incidents, started_at, updated_at, ended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "insert_state": "INSERT INTO instance_state (version, blob, instance_id) VALUES (?, ?, ?)",
    "update_instance": (
        "UPDATE instance SET status = ?, version = ?, incidents = ?, updated_at = ?, ended_at = ?"
        " WHERE id = ? AND version = ?"
    ),
    "update_state": "UPDATE instance_state SET version = ?, blob = ? WHERE instance_id = ?",
    "delete_item": "DELETE FROM work_item WHERE id = ?",
    "insert_item": f"INSERT INTO work_item ({_COLUMNS}) VALUES ({', '.join('?' * len(work_items.COLUMNS))})",  # noqa: S608
    "insert_closed": (
        "INSERT INTO closed_task (id, instance_id, element, title, outcome, comment, actor, actor_name, closed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
}
_TYPES = {
    "id": "uuid",
    "kind": "int2",
    "status": "int2",
    "priority": "int2",
    "attempts": "int2",
    "retries": "int2",
    "candidates": "int4",
    "inbox": "int4",
    "remind_minutes": "int4",
}
_TEXTS = {"element", "process", "title", "reason", "topic", "correlation", "escalate_to", "payload"}
_RECORD = ", ".join(f"{name} {'text' if name in _TEXTS else _TYPES.get(name, 'int8')}" for name in work_items.COLUMNS)
_INSTANCE = {
    True: (
        "INSERT INTO instance (id, bundle, business_key, status, version, incidents, started_at, updated_at, ended_at)"
        " VALUES (%(id)s, %(bundle)s, %(business_key)s, %(status)s, %(version)s, %(incidents)s, %(now)s, %(now)s,"
        " %(ended)s) RETURNING id"
    ),
    False: (
        "UPDATE instance SET status = %(status)s, version = %(version)s, incidents = %(incidents)s,"
        " updated_at = %(now)s, ended_at = %(ended)s WHERE id = %(id)s AND version = %(before)s RETURNING id"
    ),
}
_BLOB = {
    True: "INSERT INTO instance_state (instance_id, version, blob) SELECT id, %(version)s, %(blob)b FROM u",
    False: ("UPDATE instance_state SET version = %(version)s, blob = %(blob)b WHERE instance_id = (SELECT id FROM u)"),
}
_POSTGRES = {
    fresh: (
        f"WITH u AS ({_INSTANCE[fresh]}), s AS ({_BLOB[fresh]}),"  # noqa: S608
        " d AS (DELETE FROM work_item WHERE id = ANY(%(closed)s::uuid[]) AND EXISTS (SELECT 1 FROM u)),"
        f" w AS (INSERT INTO work_item ({_COLUMNS}) SELECT r.* FROM u,"
        f" jsonb_to_recordset(%(opened)s::jsonb) AS r({_RECORD})),"
        " c AS (INSERT INTO closed_task (id, instance_id, element, title, outcome, comment, actor, actor_name,"
        " closed_at) SELECT r.* FROM u, jsonb_to_recordset(%(done)s::jsonb) AS r(id uuid, instance_id int8,"
        " element text, title text, outcome text, comment text, actor int8, actor_name text, closed_at int8)),"
        f" j AS (INSERT INTO journal ({audit.COLUMNS}) SELECT u.id, %(j_n)s, 0,"
        " pg_current_xact_id()::text::bigint, %(j_at)s, %(j_actor)s, %(j_name)s, %(j_action)s, %(j_subject)s,"
        " %(j_reason)s, %(j_body)s, %(j_prev)b, %(j_hash)b FROM u) SELECT id FROM u"
    )
    for fresh in (True, False)
}


@dataclass(frozen=True)
class Locked:
    """The instance row, locked for this transaction."""

    version: int
    status: int
    bundle_id: int
    business_key: str


@dataclass
class WriteSet:
    """All that one advance changes. `journal` is the chained row from kit.audit.chain."""

    instance_id: int
    bundle_id: int
    business_key: str
    before: int  # version the change starts from; 0: a new instance
    version: int
    status: int
    incidents: int
    now: int
    ended: int | None
    blob: bytes
    journal: tuple[Any, ...]
    closed: list[UUID] = field(default_factory=list)
    replaced: list[UUID] = field(default_factory=list)  # rows that go and come back under the same id
    opened: list[dict[str, Any]] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)


def lock(tx: Tx, instance_id: int) -> Locked:
    """Raises InstanceUnknown. Holds the instance until the transaction ends."""
    query = _LOCK.replace("?", "%s") + " FOR UPDATE" if tx.postgres else _LOCK
    tx.cursor.execute(query, (instance_id,))
    found = tx.cursor.fetchone()
    if found is None:
        raise errors.InstanceUnknown(instance=instance_id)
    return Locked(*found)


def state(tx: Tx, instance_id: int) -> tuple[bytes, bytes]:
    """(blob, hash of the last journal row) of a locked instance. Raises InstanceGone when the state was retired."""
    tx.cursor.execute(_STATE.replace("?", "%s") if tx.postgres else _STATE, (instance_id,))
    found = tx.cursor.fetchone()
    if found is None:
        raise errors.InstanceGone(instance=instance_id)
    return bytes(found[1]), bytes(found[2])


def write(tx: Tx, change: WriteSet) -> None:
    """Raises Stale when another transaction changed the instance first (only without the lock)."""
    tx.flush()
    if tx.postgres:
        _write_postgres(tx, change)
    else:
        _write_sqlite(tx, change)


def _write_sqlite(tx: Tx, change: WriteSet) -> None:
    cursor, sql = tx.cursor, _SQLITE
    if change.before == 0:
        place = (change.instance_id, change.bundle_id, change.business_key, change.status, change.version)
        cursor.execute(sql["insert_instance"], (*place, change.incidents, change.now, change.now, change.ended))
        cursor.execute(sql["insert_state"], (change.version, change.blob, change.instance_id))
    else:
        fields = (change.status, change.version, change.incidents, change.now, change.ended)
        cursor.execute(sql["update_instance"], (*fields, change.instance_id, change.before))
        if cursor.rowcount != 1:
            raise Stale
        cursor.execute(sql["update_state"], (change.version, change.blob, change.instance_id))
    if gone := change.closed + change.replaced:
        cursor.executemany(sql["delete_item"], [(task_id.bytes,) for task_id in gone])
    if change.opened:
        cursor.executemany(sql["insert_item"], [_plain(record) for record in change.opened])
    if change.done:
        cursor.executemany(sql["insert_closed"], [_plain(record) for record in change.done])
    cursor.execute(audit.insert_statement(tx), change.journal)


def _plain(record: dict[str, Any]) -> tuple[Any, ...]:
    return (record["id"].bytes, *list(record.values())[1:])


def _write_postgres(tx: Tx, change: WriteSet) -> None:
    if change.replaced:
        tx.cursor.execute("DELETE FROM work_item WHERE id = ANY(%s::uuid[])", (change.replaced,))
    names = ("j_n", "j_at", "j_actor", "j_name", "j_action", "j_subject", "j_reason", "j_body", "j_prev", "j_hash")
    values: dict[str, Any] = dict(zip(names, change.journal[1:], strict=True))
    values |= {
        "id": change.instance_id,
        "bundle": change.bundle_id,
        "business_key": change.business_key,
        "before": change.before,
        "version": change.version,
        "status": change.status,
        "incidents": change.incidents,
        "now": change.now,
        "ended": change.ended,
        "blob": change.blob,
        "closed": change.closed,
        "opened": orjson.dumps(change.opened).decode(),
        "done": orjson.dumps(change.done).decode(),
    }
    tx.cursor.execute(_POSTGRES[change.before == 0], values)
    if tx.cursor.fetchone() is None:
        raise Stale
