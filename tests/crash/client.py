"""An idempotent client: asks again for what was not acknowledged, under the same key, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from engine import errors, inbox, incidents, messages
from handlers import logistics as parcels
from handlers import triggers
from integrations import carriers, webhook_signature
from kit import idempotency
from kit.db import Actor, Tx
from oms.logistics import queries as shipments
from oms.orders import queries as orders
from oms.orders import service as order_service
from oms.orders.draft import LineDraft, OrderDraft
from tests.crash import carrier_book, pump
from tests.crash.company import SECRET, Company
from tests.crash.notebook import Notebook


@dataclass
class Client:
    """Plays every person and company around the service. `step` names an action and is its idempotency key."""

    company: Company
    notebook: Notebook
    fault: str = ""

    def ask(self, step: str, work: Callable[[Tx], Any], *, by: str = "sales") -> Any:
        """A command with an Idempotency-Key, as the API runs it. Returns the first answer, however often asked."""
        if step in self.notebook:
            return self.notebook[step]

        def once(tx: Tx) -> Any:
            known = idempotency.recall(tx, "crash", step, b"")
            if known is None:
                known = work(tx)
                idempotency.keep(tx, "crash", step, b"", 201, known)
            return self._answered_early(step, known)

        return self.notebook.write(step, self.write(once, by))

    def write(self, work: Callable[[Tx], Any], by: str) -> Any:
        return self.company.database.write(work, actor=self.company.actor(by))

    def submit(
        self, name: str, sku: str, quantity: int, *, customer: str = "C-1001", warehouse: str = "W1", by: str = "sales"
    ) -> int:
        """Returns the order's id."""
        line = LineDraft(sku=sku, quantity=str(quantity))
        draft = OrderDraft(
            customer_code=customer, channel="B2B", lines=(line,), warehouse_code=warehouse, external_no=name
        )
        return int(self.ask(f"submit {name}", lambda tx: str(triggers.submit_order(tx, draft).id), by=by))

    def complete(
        self, order: int, element: str, by: str, outcome: str | None = None, *, again: str = "", **rest: Any
    ) -> None:
        """Decide the task that is open at the element. After a crash the same task: closed by oneself is done."""
        step = f"complete {order} {element} {again}"
        if step in self.notebook:
            return
        task_id = UUID(self.intend(f"about to {step}", lambda: self._task(order, element).hex))
        try:
            self.write(lambda tx: self._decide(tx, task_id, outcome, rest), by)
        except errors.TaskClosed:
            assert self._closed_by(task_id) == by
        self.notebook.write(step, True)

    def intend(self, step: str, choose: Callable[[], Any]) -> Any:
        """Chosen once and kept over a crash."""
        return self.notebook[step] if step in self.notebook else self.notebook.write(step, choose())

    def edit(self, order: int, sku: str, quantity: int) -> None:
        """Change the lines, unless they are as wanted already."""
        line = LineDraft(sku=sku, quantity=str(quantity))

        def work(tx: Tx) -> None:
            if [(it.sku, it.quantity) for it in orders.lines(tx, order)] != [(sku, Decimal(quantity))]:
                version = orders.order(tx, order).version
                order_service.edit_lines(tx, order, [line], version=version, reason="按客户要求改")

        self.once(f"edit {order}", lambda: self.write(work, "sales"))

    def cancel(self, order: int) -> None:
        self.once(
            f"cancel {order}",
            lambda: self.write(lambda tx: bool(triggers.request_cancel(tx, order, reason="客户不要了")), "sales"),
        )

    def receive(self, name: str, sku: str, quantity: int) -> None:
        """Goods come in at W1."""

        def work(tx: Tx) -> int:
            return len(triggers.receive_stock(tx, "W1", sku, Decimal(quantity), reason="采购到货"))

        self.ask(f"receive {name}", work, by="warehouse")

    def tell(self, name: str, message: str, key: str, payload: dict[str, Any], *, dedupe: str | None = None) -> Any:
        """Publish a message as another system does."""

        def work(tx: Tx) -> list[bool]:
            told = messages.publish(tx, message, key, payload, dedupe_key=dedupe, ttl=timedelta(days=7))
            return [told.delivered, told.duplicate]

        return self.ask(f"tell {name}", work, by="admin")

    def lose_the_answer(self, order: int) -> None:
        """The carrier makes the waybill, we never hear of it."""
        lost: Any = None
        self.once(
            f"lose {order}",
            lambda: bool(parcels.book(self.company.database, lost, parcels.Booking(order_id=order))),
        )

    def push(self, order: int, *, times: int = 1) -> None:
        """The carrier pushes every report of the order's parcel, signed, through the door of the webhook."""
        database = self.company.database
        with database.read() as reader:
            shipment = shipments.shipments_of(reader, order)[0]
        known = carrier_book.ask(self.company.carrier_url, f"/waybills/{shipment.waybill}/events")["events"]
        for number in range(times):
            for position, event in enumerate(known):
                self.once(f"push {order} {number} {position}", lambda event=event: self._push(event))

    def _push(self, event: dict[str, Any]) -> bool:
        body, now = orjson.dumps({"events": [event]}), self.company.clock.now()
        headers = webhook_signature.sign(SECRET, message_id=event["id"], sent_at=now, body=body)
        for told in carriers.by_code("sandbox").parse_push(headers, body, now=now):
            self.company.database.write(
                lambda tx, told=told: triggers.carrier_pushed(tx, told), actor=Actor(0, "carrier:sandbox")
            )
        return True

    def retry_incident(self, order: int) -> None:
        """Somebody has repaired the cause and has it tried again."""
        step = f"retry {order}"
        if step in self.notebook:
            return
        incident = UUID(self.intend(f"about to {step}", lambda: self._incident(order).hex))
        with suppress(errors.IncidentUnknown):  # the first try was not acknowledged, but it counted
            self.write(lambda tx: incidents.retry(tx, incident, reason="承运商恢复了"), "admin")
        self.notebook.write(step, True)

    def once(self, step: str, work: Callable[[], Any]) -> Any:
        """For what is repeatable by nature: done again unless acknowledged."""
        return self.notebook[step] if step in self.notebook else self.notebook.write(step, work())

    def settle(self) -> None:
        pump.settle(self.company)

    def _answered_early(self, step: str, answer: Any) -> Any:
        """The planted fault: the answer leaves before the commit."""
        if self.fault == "acknowledge_before_commit":
            self.notebook.write(step, answer)
        return answer

    def _decide(self, tx: Tx, task_id: UUID, outcome: str | None, rest: dict[str, Any]) -> bool:
        groups = frozenset(inbox.find(tx, task_id).candidate_groups)
        inbox.complete(tx, task_id, outcome=outcome, groups=groups, **rest)
        return True

    def _task(self, order: int, element: str) -> UUID:
        query = inbox.Query(user_id=0, groups=frozenset(), business_key=str(order))
        with self.company.database.read() as reader:
            found = [task.id for task in inbox.page(reader, query).items if task.element_id == element]
        assert found, f"no task {element} is open for order {order}"
        return found[0]

    def _closed_by(self, task_id: UUID) -> str:
        with self.company.database.read() as reader:
            try:
                inbox.find(reader, task_id)
            except errors.TaskClosed as closed:
                return str(closed.params["name"])
        return ""

    def _incident(self, order: int) -> UUID:
        with self.company.database.read() as reader:
            return next(it.id for it in incidents.page(reader).items if it.business_key == str(order))
