"""A page of an inbox with a million open tasks: a member of five groups, keyset pages from anywhere in the list."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import company
from contest import percentile
from place import Place
from report import Line

from engine import inbox
from engine.models import CandidateSet
from kit.db import Database, Reader, Tx
from kit.pagination import encode_cursor

TASKS = 1_000_000
INSTANCES = TASKS // 4
GROUPS = 50
PAIRS = 10  # sets of a group and the one that tasks are escalated to
PER_USER = 5
PAGE = 20
READS = 300
FIRST_DUE = 1_700_000_000_000_000  # µs
SPREAD = 900_000_000_000  # µs over which due times lie
PAYLOAD = '{"groups":["g"],"form":"approve","outcomes":["approve","reject"],"facts":{"gross":6000}}'
Page = Callable[[Reader, inbox.Query], Any]

SQLITE = f"""
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {TASKS} - 1)
INSERT INTO work_item (id, instance_id, kind, status, element, process, title, candidates, inbox, assignee, priority,
 due_at, attempts, retries, payload, created_at)
SELECT CAST(printf('%016d', i) AS BLOB), i / 4 + 1, 1, 0, 'approve', 'order_approval', '审批', s,
 CASE WHEN i % 10 THEN s END, CASE WHEN i % 10 = 0 THEN i % 977 END, 50,
 {FIRST_DUE} + (i * 7919) % {SPREAD // 1000} * 1000, 0, 3, '{PAYLOAD}', {FIRST_DUE}
FROM (SELECT i, (i * 31) % {GROUPS + PAIRS} + 1 AS s FROM n)
"""
POSTGRES = SQLITE[SQLITE.index("INSERT"):].replace(
    "CAST(printf('%016d', i) AS BLOB)", "lpad(to_hex(i), 32, '0')::uuid"
).replace("FROM n)", f"FROM generate_series(0, {TASKS} - 1) AS i) AS numbered").replace(
    "CASE WHEN i % 10 THEN", "CASE WHEN i % 10 <> 0 THEN"
).replace("(i * 7919)", "(i::bigint * 7919)")  # fmt: skip


def measure(place: Place) -> list[Line]:
    return [line for name, url in (("sqlite", ""), ("postgres", place.postgres())) for line in _one(place, name, url)]


def _one(place: Place, name: str, url: str) -> list[Line]:
    database = company.open_database(company.settings(place.folder(), url))
    database.write(_fill)
    if database.postgres:
        _analyse(database)
    spent, inside = _read(database)
    database.close()
    return [
        Line(f"inbox_p95_ms_{name}", f"inbox page at 1,000,000 open tasks, {name}, p95 in the database",
             percentile(inside, 0.95), "ms", 1, note=f"p50 {percentile(inside, 0.5):.2f} ms"),
        Line(f"inbox_page_p95_ms_{name}", "  with the task records made from it", percentile(spent, 0.95), "ms"),
    ]  # fmt: skip


def _fill(tx: Tx) -> None:
    for number in range(GROUPS):
        tx.session.add(CandidateSet(id=number + 1, groups=f"g{number:02d}"))
    for number in range(PAIRS):
        tx.session.add(CandidateSet(id=GROUPS + number + 1, groups=f"g{number * 5:02d},g{number * 5 + 1:02d}"))
    tx.flush()
    source = (
        f"generate_series(1, {INSTANCES}) AS i" if tx.postgres
        else f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {INSTANCES}) SELECT i FROM n)"
    )  # fmt: skip
    if tx.postgres:
        tx.cursor.execute("SET LOCAL statement_timeout = '300s'")
    tx.cursor.execute(
        "INSERT INTO instance (id, bundle, business_key, status, version, incidents, started_at, updated_at)"
        f" SELECT i, 1, 'k' || i, 1, 1, 0, {FIRST_DUE}, {FIRST_DUE} FROM {source}"
    )
    tx.cursor.execute(POSTGRES if tx.postgres else SQLITE)


def _analyse(database: Database) -> None:
    def run(tx: Tx) -> None:
        tx.cursor.execute("ANALYZE work_item")
        tx.cursor.execute("ANALYZE instance")

    database.write(run)


def _read(database: Database) -> tuple[list[float], list[float]]:
    """Seconds of a page: all of it, and what the database took."""
    chance = random.Random(3)
    spent: list[float] = []
    inside: list[float] = []
    with database.read() as reader:
        watched = Stopwatch(reader.cursor)
        reader.__dict__["cursor"] = watched
        for number in range(READS + 20):
            query = _query(chance, number)
            watched.spent = 0.0
            began = time.perf_counter()
            found = inbox.page(reader, query)
            if number >= 20:  # the first ones warm up
                spent.append((time.perf_counter() - began) * 1e3)
                inside.append(watched.spent * 1e3)
            if len(found.items) != PAGE:
                raise RuntimeError("a page is not full")
    return spent, inside


def _query(chance: random.Random, number: int) -> inbox.Query:
    """Every second page begins somewhere in the middle."""
    groups = frozenset(f"g{one:02d}" for one in chance.sample(range(GROUPS), PER_USER))
    due = FIRST_DUE + chance.randrange(SPREAD // 2)
    cursor = encode_cursor((due, UUID(int=0).hex)) if number % 2 else None
    return inbox.Query(chance.randrange(977), groups, cursor=cursor, limit=PAGE)


class Stopwatch:
    """A cursor that adds up the seconds its statements take, rows fetched."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self.spent = 0.0

    def execute(self, sql: str, values: Any = ()) -> None:
        began = time.perf_counter()
        self._cursor.execute(sql, values)
        self.spent += time.perf_counter() - began

    def fetchall(self) -> list[Any]:
        began = time.perf_counter()
        rows: list[Any] = self._cursor.fetchall()
        self.spent += time.perf_counter() - began
        return rows

    def fetchone(self) -> Any:
        return self._cursor.fetchone()
