"""What starts a process from outside: messages, signals and timers drawn on the start events of its newest version.

The start_event table mirrors the newest version of every process. A timer fires once in the whole cluster: the row is
locked, moved on and the instance begun in one transaction; after downtime a cycle fires once and keeps its phase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, literal, literal_column, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from engine import runtime, start_timers
from engine.advance import begin
from engine.fair_walk import FairWalk
from engine.models import Instance, InstanceStatus, ItemKind, MessageStart, StartEvent
from kit import clock
from kit.compiled import Compiled
from kit.db import Database, Reader, Tx

KEY_LENGTH = 120
ENDED = (int(InstanceStatus.ENDED), int(InstanceStatus.CANCELLED))
Due = tuple[int, UUID]
_NAMED = Compiled(
    select(StartEvent.process_id, StartEvent.element)
    .where(StartEvent.name == bindparam("name"), StartEvent.kind == literal(int(ItemKind.MESSAGE)))
    .order_by(StartEvent.process_id)
)


@dataclass(frozen=True)
class Target:
    """A start event that a message of some name starts."""

    process_id: str
    element_id: str


def by_message_name(tx: Tx, name: str, process_id: str | None = None) -> list[Target]:
    """One per process, by process id; only this process when one is given."""
    found = [Target(*row) for row in _NAMED.rows(tx, {"name": name})]
    return [target for target in found if process_id in (None, target.process_id)]


def claim(tx: Tx, process_id: str, correlation: str, instance_id: int) -> bool:
    """The key is this instance's as long as it runs; False while the one that it has started before still does. Two
    that come at once: the second waits for the first and gets False."""
    values = {"process_id": process_id, "correlation": correlation, "instance_id": instance_id}
    return _CLAIM[tx.postgres].run(tx, values) == 1


def start(
    tx: Tx,
    target: Target,
    payload: dict[str, Any],
    *,
    business_key: str,
    detail: dict[str, Any],
    instance_id: int | None = None,
) -> int:
    """Begin an instance of the newest version at this start event. Returns its id."""
    bundle = runtime.of(tx).bundles.active(tx, target.process_id)
    live = begin(
        tx,
        bundle,
        {},
        business_key[:KEY_LENGTH],
        start_event=target.element_id,
        payload=payload,
        detail={"start": target.element_id, **detail},
        instance_id=instance_id,
    )
    return live.instance_id


def by_signal(tx: Tx, start_id: UUID, name: str, payload: dict[str, Any]) -> bool:
    """False when the newest version has this start event no more."""
    row = tx.session.get(StartEvent, start_id)
    if row is None or row.kind != ItemKind.SIGNAL:
        return False
    start(tx, Target(row.process_id, row.element), payload, business_key=name, detail={"signal": name})
    return True


def fire_due(database: Database) -> int:
    """Start what a timer starts, the most overdue first. Returns how many instances began."""
    walk: FairWalk[Due] = runtime.of(database).walk("start_timer")
    return walk.run(database, _due, lambda key: database.write(partial(_fire, due=key[0], start_id=key[1])))


def _due(reader: Reader, after: Due | None, limit: int) -> Sequence[Due]:
    place = tuple_(StartEvent.due_at, StartEvent.id)
    query = select(StartEvent.due_at, StartEvent.id).where(StartEvent.due_at <= clock.micros(reader.now))
    if after is not None:
        query = query.where(place > after)
    found = reader.session.execute(query.order_by(StartEvent.due_at, StartEvent.id).limit(limit))
    return [(row.due_at, row.id) for row in found if row.due_at is not None]


def _fire(tx: Tx, due: int, start_id: UUID) -> bool:
    """False when another node was first, or a new version changed the timer."""
    row = tx.session.get(StartEvent, start_id, with_for_update=tx.postgres)
    if row is None or row.due_at != due:
        return False
    following = start_timers.after(row.cycle, tx.now)
    row.due_at, row.cycle = (None, None) if following is None else following
    moment = clock.from_micros(due).isoformat()
    start(tx, Target(row.process_id, row.element), {}, business_key=moment, detail={"due": moment})
    return True


def _claiming(postgres: bool) -> Compiled:
    """A row whose instance cannot be seen belongs to a rival that has just begun: not ended."""
    dialect: Any = postgresql if postgres else sqlite
    insert = dialect.insert(MessageStart)
    former: ColumnElement[int] = literal_column("message_start.instance_id")  # a column would bring in its table
    ended = exists().where(Instance.id == former, or_(*(Instance.status == status for status in ENDED)))
    return Compiled(
        insert.on_conflict_do_update(
            index_elements=["process_id", "correlation"],
            set_={"instance_id": insert.excluded.instance_id},
            where=ended,
        )
    )


_CLAIM = {postgres: _claiming(postgres) for postgres in (True, False)}
