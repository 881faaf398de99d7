"""Faults that the harness has to find: each takes one guarantee away, in a child that lives for one point."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from engine import instances, mailbox
from engine.dispatch import cluster, deferral
from handlers import imports, logistics, triggers
from kit.db import Tx
from tests.crash.client import Client


def carrier_called_with_a_fresh_key() -> None:
    """Each try of a booking looks like a new parcel to the carrier."""
    logistics.booking_key = lambda order_id: f"order-{order_id}-{secrets.token_hex(4)}"


def messages_without_dedupe_key() -> None:
    """What was told twice counts twice."""
    keep = mailbox.keep

    def forgetful(tx: Tx, *given: Any, dedupe_key: str | None, **rest: Any) -> Any:
        return keep(tx, *given, dedupe_key=None, **rest)

    mailbox.keep = forgetful


def process_started_in_a_second_commit() -> None:
    """An order can be there without its process."""
    submit = Client.submit
    triggers.submit_order = lambda tx, draft: triggers.orders.submit(tx, draft)

    def then_start(self: Client, name: str, *given: Any, **rest: Any) -> int:
        order = submit(self, name, *given, **rest)
        self.once(f"start {name}", lambda: self.write(lambda tx: _start(tx, order), "sales"))
        return order

    Client.submit = then_start  # type: ignore[method-assign]


def _start(tx: Tx, order_id: int) -> bool:
    order = triggers.queries.order(tx, order_id)
    if order.process_instance_id is None:
        variables = triggers._variables(tx, order)
        started = instances.start(tx, triggers.PROCESS, variables, business_key=str(order_id))
        triggers.orders.attach_process(tx, order_id, started.instance_id)
    return True


def jobs_dispatched_after_the_commit() -> None:
    """The work is committed, its dispatch is not yet."""

    def deferred(self: Any, tx: Tx, task_ids: list[UUID]) -> None:
        tx.after_commit(partial(_defer_alone, tx.database, task_ids))

    cluster.ClusterDispatch.jobs_opened = deferred


def _defer_alone(database: Any, task_ids: list[UUID]) -> None:
    database.write(lambda tx: deferral.defer(tx, task_ids, None))


def import_marked_in_a_second_commit() -> None:
    """An order of the file is there, its progress mark is not."""
    mark, submit = imports._Run._mark, imports._Run._submit

    def unmarked(self: Any, tx: Tx, draft: Any, outcome: imports.Outcome, order_id: int | None) -> None:
        if outcome != imports.Outcome.CREATED:
            mark(self, tx, draft, outcome, order_id)

    def marked_later(self: Any, draft: Any) -> None:
        submit(self, draft)
        with self._database.read() as reader:
            known = imports.orders.find_external(reader, self._mapping.channel, draft.external_no)
        if known is not None:
            self._write(lambda tx: mark(self, tx, draft, imports.Outcome.CREATED, known.id))

    imports._Run._mark = unmarked  # type: ignore[method-assign]
    imports._Run._submit = marked_later  # type: ignore[method-assign]


FAULTS: dict[str, Callable[[], None]] = {
    "acknowledge_before_commit": lambda: None,  # the client's side: Client.fault
    "carrier_called_with_a_fresh_key": carrier_called_with_a_fresh_key,
    "messages_without_dedupe_key": messages_without_dedupe_key,
    "process_started_in_a_second_commit": process_started_in_a_second_commit,
    "jobs_dispatched_after_the_commit": jobs_dispatched_after_the_commit,
    "import_marked_in_a_second_commit": import_marked_in_a_second_commit,
}
