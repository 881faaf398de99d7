"""Drives orders as people, warehouses and carriers do, and tells where they stand. Used by the tests of the paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import httpx
from sqlalchemy import select, update

from engine import history, inbox, instances, jobs, messages, timers
from engine.models import ItemKind, WorkItem
from handlers import logistics as parcels
from handlers import triggers
from integrations.carrier import TrackingEvent, TrackingStatus
from kit import money
from kit.clock import SettableClock
from kit.db import Actor, Database, Reader, Tx
from oms.catalog import service as catalog
from oms.credit import queries as credit_queries
from oms.credit import service as credit
from oms.credit.models import CreditOverride
from oms.customers import queries as customers
from oms.customers import service as customer_service
from oms.customers.models import Customer
from oms.inventory import queries as stock
from oms.inventory import service as inventory
from oms.inventory.rules import WarehouseKind
from oms.logistics import queries as shipments
from oms.notifications import queries as notifications
from oms.orders import queries as orders
from oms.orders import service as order_service
from oms.orders.draft import LineDraft, OrderDraft
from oms.orders.queries import OrderRecord
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange

T = TypeVar("T")
PRODUCTS = {"A-100": 100, "A-200": 2500, "A-300": 10}  # list prices in yuan; A-300 is out of stock
CUSTOMERS = {"C-1001": 10_000_000, "C-VIP1": 100_000_000, "C-LOW1": 100_000}  # credit limits in fen
QUIET = {ItemKind.MESSAGE: {"cancel_requested"}, ItemKind.TIMER: {"not_delivered"}}  # always there, not worth telling


@dataclass
class Office:
    """One company, its engine and its carrier."""

    database: Database
    clock: SettableClock
    carrier_url: str

    def submit(
        self,
        sku: str,
        quantity: int,
        *,
        customer: str = "C-1001",
        warehouse: str = "W1",
        discount: str | None = None,
        by: str = "wang",
    ) -> int:
        """Take an order in; returns its id."""
        line = LineDraft(sku=sku, quantity=str(quantity), discount_percent=discount)
        draft = OrderDraft(customer_code=customer, channel="B2B", lines=(line,), warehouse_code=warehouse)
        return self._write(lambda tx: triggers.submit_order(tx, draft).id, by)

    def complete(
        self,
        order: int,
        element: str,
        outcome: str | None = None,
        *,
        comment: str | None = None,
        variables: dict[str, Any] | None = None,
        by: str = "zhao",
    ) -> None:
        """A member of the task's groups decides it."""
        task = self.task(order, element)
        groups = frozenset(task.candidate_groups)

        def decide(tx: Tx) -> None:
            inbox.complete(tx, task.id, outcome=outcome, comment=comment, variables=variables, groups=groups)

        self._write(decide, by)

    def cancel(self, order: int, reason: str = "客户不要了") -> None:
        self._write(lambda tx: triggers.request_cancel(tx, order, reason=reason))

    def edit(self, order: int, sku: str, quantity: int) -> None:
        """Sales changes the lines of a returned order."""
        line = LineDraft(sku=sku, quantity=str(quantity))
        version = self.order(order).version
        self._write(lambda tx: order_service.edit_lines(tx, order, [line], version=version, reason="按客户要求改"))

    def receive(self, sku: str, quantity: int) -> None:
        """Goods come in at W1, then the waiting orders are told."""
        self._write(lambda tx: triggers.receive_stock(tx, "W1", sku, Decimal(quantity), reason="采购到货"))
        messages.relay(self.database)

    def adjust(self, sku: str, change: int) -> None:
        """Somebody counted the shelf at W1."""

        def count(tx: Tx) -> None:
            warehouse = stock.warehouse_by_code(tx, "W1")
            inventory.adjust(tx, warehouse.id, sku, Decimal(change), reason="盘点有差异")

        self._write(count)

    def book(self, order: int) -> None:
        self.run_job(order, "book_shipment")

    def book_and_lose_the_answer(self, order: int) -> None:
        """The carrier makes the waybill, we never hear of it."""
        given = parcels.Booking(order_id=order)
        lost: Any = None
        parcels.book(self.database, lost, given)

    def run_job(self, order: int, element: str) -> None:
        """A worker does the remote job that waits at the element."""
        jobs.run(self.database, self._item(order, element))

    def carrier(self, **wishes: Any) -> None:
        """Asks the carrier for faults."""
        httpx.post(f"{self.carrier_url}/_control", json=wishes).raise_for_status()

    def parcels(self, order: int) -> int:
        """How many parcels of the order the carrier has."""
        known: dict[str, int] = httpx.get(f"{self.carrier_url}/_effects").json()["parcels_by_reference"]
        return known.get(self.order(order).number, 0)

    def deliver(self, order: int) -> None:
        """The carrier reports that the customer has signed."""
        shipment = self._read(lambda reader: shipments.shipments_of(reader, order))[0]
        event = TrackingEvent(
            carrier=shipment.carrier,
            event_id="signed",
            waybill=shipment.waybill,
            reference=self.order(order).number,
            status=TrackingStatus.DELIVERED,
            occurred_at=shipment.created_at,
            text="已签收",
        )
        self._write(lambda tx: triggers.carrier_pushed(tx, event))

    def sleep(self, step: timedelta) -> None:
        """Time passes, timers fire."""
        self.clock.advance(step)
        timers.fire_due(self.database)

    def set_limit(self, customer: str, limit: str) -> None:
        def change(tx: Tx) -> None:
            who = customers.customer_by_code(tx, customer)
            credit.set_limit(tx, who.id, money.parse_yuan(limit), reason="年度调整额度")

        self._write(change)

    def set_overdue(self, customer: str, amount: str) -> None:
        overdue = update(Customer).where(Customer.code == customer).values(overdue_fen=money.parse_yuan(amount))
        self._write(lambda tx: tx.connection.execute(overdue))

    def order(self, order: int) -> OrderRecord:
        return self._read(lambda reader: orders.order(reader, order))

    def status(self, order: int) -> tuple[str, str]:
        """(commercial, fulfilment)."""
        found = self.order(order)
        return found.commercial, found.fulfilment

    def tags(self, order: int) -> list[str]:
        return self.order(order).tags

    def waits(self, order: int) -> set[str]:
        """Elements that wait for a person, a worker or a message."""
        rows = self._read(lambda reader: reader.session.execute(self._items(reader, order)).all())
        return {element for element, kind, _ in rows if element not in QUIET.get(ItemKind(kind), set())}

    def ended(self, order: int) -> bool:
        return self._read(lambda reader: instances.view(reader, self._instance(reader, order)).status) == "ended"

    def path(self, order: int, process: str | None = None) -> list[str]:
        """Elements that were passed, in order, of all processes or of one."""
        entries = self._read(lambda reader: history.entries(reader, self._instance(reader, order)))
        return [
            step.element_id
            for entry in entries
            for step in entry.steps
            if step.event == "completed" and process in (None, step.process_id)
        ]

    def task(self, order: int, element: str) -> inbox.Task:
        query = inbox.Query(user_id=0, groups=frozenset(), business_key=str(order))
        tasks = self._read(lambda reader: inbox.page(reader, query)).items
        return next(task for task in tasks if task.element_id == element)

    def variables(self, order: int) -> dict[str, Any]:
        """What the order's process knows."""
        return self._read(lambda reader: instances.variables(reader, self._instance(reader, order)))

    def groups(self, order: int, element: str) -> tuple[str, ...]:
        return self.task(order, element).candidate_groups

    def reason(self, order: int, element: str) -> str | None:
        return self.task(order, element).reason

    def facts(self, order: int, element: str) -> dict[str, Any]:
        return self.task(order, element).facts

    def frozen(self, order: int) -> int:
        """Fen of credit that the order holds."""
        return self._read(lambda reader: credit_queries.frozen_by(reader, order))

    def override_expires(self, order: int) -> datetime:
        query = select(CreditOverride.expires_at).where(CreditOverride.order_id == order)
        return self._read(lambda reader: reader.session.scalars(query).one())

    def held(self, order: int) -> dict[str, Decimal]:
        """Stock that the order holds."""
        return self._read(lambda reader: stock.held_by(reader, order))

    def waiting_for(self, sku: str) -> list[int]:
        """Orders in the queue of the product at W1."""

        def ask(reader: Reader) -> list[int]:
            return stock.waiting_orders(reader, stock.warehouse_by_code(reader, "W1").id, sku)

        return self._read(ask)

    def on_hand(self, sku: str, warehouse: str) -> Decimal:
        return self._read(lambda reader: stock.stock(reader, sku=sku, warehouse=warehouse)).items[0].on_hand

    def notices(self, group: str) -> list[str]:
        page = self._read(lambda reader: notifications.notices(reader, 0, [group]))
        return [notice.zh for notice in page.items]

    def _items(self, reader: Reader, order: int) -> Any:
        columns = (WorkItem.element, WorkItem.kind, WorkItem.id)
        return select(*columns).where(WorkItem.instance_id == self._instance(reader, order))

    def _item(self, order: int, element: str) -> UUID:
        rows = self._read(lambda reader: reader.session.execute(self._items(reader, order)).all())
        found: UUID = next(item for name, _, item in rows if name == element)
        return found

    def _instance(self, reader: Reader, order: int) -> int:
        instance = orders.order(reader, order).process_instance_id
        assert instance is not None
        return instance

    def _read(self, ask: Callable[[Reader], T]) -> T:
        with self.database.read() as reader:
            return ask(reader)

    def _write(self, work: Callable[[Tx], T], by: str = "zhao") -> T:
        return self.database.write(work, actor=Actor(len(by), by))


def found(tx: Tx) -> None:
    """Two warehouses, three products, three customers."""
    for code, kind in (("W1", WarehouseKind.OWN), ("W2", WarehouseKind.THIRD_PARTY)):
        warehouse = inventory.create_warehouse(tx, code=code, name=code, kind=kind, is_default=code == "W1")
        inventory.receive(tx, warehouse, "A-100", Decimal(1000), reason="期初库存")
        inventory.receive(tx, warehouse, "A-200", Decimal(200), reason="期初库存")
    for sku, price in PRODUCTS.items():
        catalog.create_product(tx, catalog.NewProduct(sku=sku, name=f"商品 {sku}", allow_backorder=sku == "A-300"))
        list_price = Decimal(price)
        range_ = PriceRange(list_price, list_price * Decimal("0.8"), list_price * 2)
        pricing.set_price(tx, sku, range_, reason="年度目录价格")
    for code, limit in CUSTOMERS.items():
        tier = "VIP" if code == "C-VIP1" else None
        new = customer_service.NewCustomer(code=code, name=f"客户 {code}", manual_tier=tier)
        credit.open_account(tx, customer_service.create_customer(tx, new), limit)
