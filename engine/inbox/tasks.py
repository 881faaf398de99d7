"""Open user tasks as lists: keyset pages in order of due time, and counts that stop at a thousand.

One index range per candidate set, merged: the cost of a page does not depend on how many tasks are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from engine import errors, runtime
from engine.models import ClosedTask, Instance, ItemKind, WorkItem
from engine.work_items import moment, task_id
from kit import clock
from kit.db import Reader, Tx
from kit.errors import Failure
from kit.pagination import Page, encode_cursor, read_cursor, whole

CAP = 1000  # counts above are shown as 999+
SOON = timedelta(hours=2)
_FIELDS = (
    "w.id, w.instance_id, i.business_key, w.title, w.element, w.process, w.candidates, w.assignee, w.due_at,"
    " w.created_at, w.priority, w.reason, w.payload, w.remind_at, w.status"
)
_BY_SET = "SELECT w.id, w.due_at FROM work_item w WHERE w.inbox = {p}"
_BY_USER = "SELECT w.id, w.due_at FROM work_item w WHERE w.assignee = {p}"
_BY_SETS = "SELECT w.id, w.due_at FROM work_item w WHERE w.inbox = wanted.number"
_AFTER = " AND (w.due_at, w.id) > ({p}, {p})"
_BEFORE = " AND w.due_at < {p}"
_ORDER = " ORDER BY w.due_at, w.id LIMIT {p}"
_FIRST = " ORDER BY due_at, id LIMIT {p}"
NOBODY = 0  # no user has this id


@dataclass(frozen=True)
class Task:
    """One open user task. `assignee` is a user id; `due_at` None: no limit was set."""

    id: UUID
    instance_id: int
    business_key: str
    name: str
    element_id: str
    process_id: str
    candidate_groups: tuple[str, ...]
    assignee: int | None
    due_at: datetime | None
    created_at: datetime
    priority: int
    reason: str | None
    outcomes: tuple[str, ...]
    form: str | None
    facts: dict[str, Any]
    self_approval: bool
    remind_at: datetime | None
    held: bool
    hears_assigning: bool = False  # listeners of the diagram are called before anybody gets it

    def refusal(self) -> errors.NotCandidate:
        """What somebody is told whose task it is not."""
        if self.assignee is not None:
            return errors.NotCandidate.held_by(self.assignee)
        return errors.NotCandidate(whom=", ".join(self.candidate_groups) or "-")


@dataclass(frozen=True)
class Query:
    """Which tasks. view: mine (assigned to me), group (my groups', unassigned), all (both). With business_key or
    instance_id: every open task of it, whoever may do it. due: overdue or soon (two hours)."""

    user_id: int
    groups: frozenset[str]
    view: str = "all"
    group: str | None = None
    business_key: str | None = None
    instance_id: int | None = None
    due: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Counts:
    """How many wait; each stops at CAP."""

    mine: int
    group: int
    soon: int
    overdue: int
    by_group: dict[str, int]


def page(reader: Reader | Tx, query: Query) -> Page[Task]:
    """In order of due time, then id."""
    if query.business_key is not None or query.instance_id is not None:
        return Page(_of_instances(reader, query), None)
    branches = _branches(reader, query)
    if not branches:
        return Page([], None)
    tail, values = _range(reader, query)
    make = _merged if reader.postgres else _united
    reader.cursor.execute(*make(branches, tail, values, query.limit + 1))
    rows = reader.cursor.fetchall()
    found = [_task(reader, row) for row in rows]
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    following = None if last is None else encode_cursor((int(last[8]), task_id(last[0]).hex))
    return Page(found[: query.limit], following)


def _united(branches: list[tuple[str, int]], tail: str, values: list[Any], limit: int) -> tuple[str, list[Any]]:
    """SQLite: a part for every set."""
    parts, params = [], []
    for base, key in branches:
        parts.append(f"SELECT * FROM ({base}{tail}{_ORDER}) AS part")  # noqa: S608
        params += [key, *values, limit]
    return _joined(" UNION ALL ".join(parts), "?"), [*params, limit]


def _merged(branches: list[tuple[str, int]], tail: str, values: list[Any], limit: int) -> tuple[str, list[Any]]:
    """PostgreSQL: the text does not depend on how many sets there are. Each text is planned anew on every connection,
    which takes several times what the page takes."""
    sets = [key for base, key in branches if base == _BY_SET]
    people = [key for base, key in branches if base == _BY_USER]
    source = (
        "SELECT part.id, part.due_at FROM unnest({p}::bigint[]) AS wanted(number),"  # noqa: S608 constants
        f" LATERAL ({_BY_SETS}{tail}{_ORDER}) AS part UNION ALL SELECT * FROM ({_BY_USER}{tail}{_ORDER}) AS mine"
    )
    person = people[0] if people else NOBODY
    return _joined(source, "%s"), [sets, *values, limit, person, *values, limit, limit]


def _joined(source: str, mark: str) -> str:
    """The first rows of `source` (id, due_at), and only these, with what is shown of them."""
    return (
        f"SELECT {_FIELDS} FROM (SELECT * FROM ({source}) AS every{_FIRST}) AS found"  # noqa: S608
        " JOIN work_item w ON w.id = found.id JOIN instance i ON i.id = w.instance_id ORDER BY found.due_at, found.id"
    ).format(p=mark)


def counts(reader: Reader, user_id: int, groups: frozenset[str]) -> Counts:
    """Capped: an exact count of a large inbox costs more than anybody gains from it."""
    now = clock.micros(reader.now)
    soon = clock.micros(reader.now + SOON)
    everything = Query(user_id, groups)
    branches = _branches(reader, everything)
    by_set = {key: _count(reader, base, key, None) for base, key in branches if base == _BY_SET}
    numbers = runtime.of(reader).candidates
    by_group: dict[str, int] = {}
    for number, count in by_set.items():
        for group in set(numbers.groups(reader, number)) & groups:
            by_group[group] = min(by_group.get(group, 0) + count, CAP)
    overdue = sum(_count(reader, base, key, now) for base, key in branches)
    urgent = sum(_count(reader, base, key, soon) for base, key in branches)
    mine = _count(reader, _BY_USER, user_id, None)
    return Counts(mine, min(sum(by_set.values()), CAP), min(max(urgent - overdue, 0), CAP), min(overdue, CAP), by_group)


def find(view: Reader | Tx, wanted: UUID) -> Task:
    """Raises TaskClosed (with who was first) or TaskUnknown."""
    mark = "%s" if view.postgres else "?"
    key = wanted if view.postgres else wanted.bytes
    sql = (
        f"SELECT {_FIELDS} FROM work_item w JOIN instance i ON i.id = w.instance_id WHERE w.kind = 1 AND w.id = {mark}"  # noqa: S608
    )
    view.cursor.execute(sql, (key,))
    row = view.cursor.fetchone()
    if row is None:
        raise closed(view, wanted)
    return _task(view, row)


def closed(view: Reader | Tx, wanted: UUID, otherwise: Failure | None = None) -> Failure:
    """Why the task is not open any more: somebody decided it, or `otherwise` (TaskUnknown)."""
    row = view.session.get(ClosedTask, wanted)
    if row is None:
        return otherwise or errors.TaskUnknown()
    at = clock.from_micros(row.closed_at).astimezone(runtime.of(view).zone)
    return errors.TaskClosed(name=row.actor_name, when=f"{at:%Y-%m-%d %H:%M}", outcome=row.outcome)


def _branches(reader: Reader | Tx, query: Query) -> list[tuple[str, int]]:
    numbers = runtime.of(reader).candidates
    groups = query.groups if query.group is None else query.groups & {query.group}
    chosen: list[tuple[str, int]] = []
    if query.view in ("group", "all"):
        chosen += [(_BY_SET, number) for number in numbers.of_groups(reader, groups)]
    if query.view in ("mine", "all") and query.group is None:
        chosen.append((_BY_USER, query.user_id))
    return chosen


def _range(reader: Reader | Tx, query: Query) -> tuple[str, list[Any]]:
    tail, values = "", []
    if query.cursor is not None:
        due, last = read_cursor(query.cursor, whole, UUID)
        tail += _AFTER
        values += [due, last if reader.postgres else last.bytes]
    if query.due == "overdue":
        tail += _BEFORE
        values.append(clock.micros(reader.now))
    elif query.due == "soon":
        tail += _BEFORE
        values.append(clock.micros(reader.now + SOON))
    return tail, values


def _count(reader: Reader, base: str, key: int, before: int | None) -> int:
    mark = "%s" if reader.postgres else "?"
    limit = _BEFORE if before is not None else ""
    values: list[int] = [key, *([before] if before is not None else [])]
    sql = f"SELECT count(*) FROM (SELECT 1 FROM ({base}{limit} LIMIT {CAP}) AS part) AS counted".format(p=mark)  # noqa: S608
    reader.cursor.execute(sql, values)
    return int(reader.cursor.fetchone()[0])


def _of_instances(reader: Reader | Tx, query: Query) -> list[Task]:
    mark = "%s" if reader.postgres else "?"
    where, key = (
        ("i.id", query.instance_id) if query.instance_id is not None else ("i.business_key", query.business_key)
    )
    sql = (
        f"SELECT {_FIELDS} FROM instance i JOIN work_item w ON w.instance_id = i.id"  # noqa: S608
        f" WHERE {where} = {mark} AND w.kind = {int(ItemKind.USER)} ORDER BY w.due_at, w.id"
    )
    reader.cursor.execute(sql, (key,))
    return [_task(reader, row) for row in reader.cursor.fetchall()]


def _task(view: Reader | Tx, row: Sequence[Any]) -> Task:
    payload = orjson.loads(row[12]) if row[12] else {}
    return Task(
        id=task_id(row[0]),
        instance_id=row[1],
        business_key=row[2],
        name=row[3],
        element_id=row[4],
        process_id=row[5],
        candidate_groups=runtime.of(view).candidates.groups(view, row[6]),
        assignee=row[7],
        due_at=moment(row[8]),
        created_at=clock.from_micros(row[9]),
        priority=row[10],
        reason=row[11],
        outcomes=tuple(payload.get("outcomes", ("complete",))),
        form=payload.get("form"),
        facts=payload.get("facts", {}),
        self_approval=payload.get("self_approval", True),
        remind_at=None if row[13] is None else clock.from_micros(row[13]),
        held=row[14] != 0,
        hears_assigning=payload.get("hears_assigning", False),
    )


def instance_of(view: Reader | Tx, wanted: UUID) -> int | None:
    """The instance of any open work item."""
    return view.session.scalar(select(WorkItem.instance_id).where(WorkItem.id == wanted))


def business_key_of(view: Reader | Tx, instance_id: int) -> str | None:
    return view.session.scalar(select(Instance.business_key).where(Instance.id == instance_id))
