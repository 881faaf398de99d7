"""A small company, jobs without an engine, and a real carrier for the tests of handlers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

import handlers
from engine import topics
from engine.topics import Job
from integrations import carriers
from kit.db import Database, Tx
from oms.catalog import service as catalog
from oms.credit import service as credit
from oms.customers import service as customers
from oms.inventory import service as inventory
from oms.inventory.rules import WarehouseKind
from oms.orders import queries as orders
from oms.orders import service as order_service
from oms.orders.draft import LineDraft, OrderDraft
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange
from samples.carrier import server

handlers.register()

SECRET = "test-secret"
TASK = UUID("00000000-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Company:
    """The ids that tests need."""

    own: int
    partner: int
    customer: int


@pytest.fixture
def company(database: Database) -> Company:
    """A warehouse of our own and one of a partner, A-100 in stock, A-300 not, one customer with a limit of 10000.00."""
    return database.write(_found)


@pytest.fixture
def place(database: Database, company: Company) -> Callable[..., orders.OrderRecord]:
    """Submits an order without starting a process: place("A-100", 3, warehouse_code="W2")."""

    def submit(sku: str = "A-100", quantity: int = 1, **rest: Any) -> orders.OrderRecord:
        line = LineDraft(sku=sku, quantity=str(quantity))
        draft = OrderDraft(customer_code="C-1001", channel="B2B", lines=(line,), **rest)
        return database.write(lambda tx: order_service.submit(tx, draft))

    return submit


@pytest.fixture
def run(database: Database) -> Callable[..., dict[str, Any]]:
    """Does what a service task of this topic does: run("credit.try_freeze", order_id="1"); gives the output back."""

    def do(topic: str, **given: Any) -> dict[str, Any]:
        handler = topics.find(topic)
        assert handler is not None
        values = handler.input(**given)

        def inside(tx: Tx) -> Any:
            return handler.run(tx, a_job(tx, topic), values)

        if handler.kind == "local":
            result: dict[str, Any] = database.write(inside).model_dump(mode="json")
            return result
        output = handler.run(database, database.write(lambda tx: a_job(tx, topic)), values)
        if handler.apply is not None:
            apply = handler.apply
            database.write(lambda tx: apply(tx, a_job(tx, topic), values, output))
        result = output.model_dump(mode="json")
        return result

    return do


@pytest.fixture
def carrier_url() -> Iterator[str]:
    """The sandbox carrier over real HTTP, the only carrier in use; nothing moves by itself."""
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=600)
    with carriers.alone():
        client = carriers.use_sandbox(url, secret=SECRET)
        yield url
    client.close()
    stop()


@pytest.fixture
def control(carrier_url: str) -> Callable[..., None]:
    """Asks the carrier for faults: control(faults=["refuse"])."""

    def change(**wishes: Any) -> None:
        httpx.post(f"{carrier_url}/_control", json=wishes).raise_for_status()

    return change


@pytest.fixture
def effects(carrier_url: str) -> Callable[[], dict[str, Any]]:
    """What has really happened at the carrier."""

    def ask() -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{carrier_url}/_effects").json()
        return answer

    return ask


def a_job(tx: Tx, topic: str) -> Job:
    return Job(1, TASK, "1", topic, "element", 1, tx.now)


def _found(tx: Tx) -> Company:
    own = inventory.create_warehouse(tx, code="W1", name="主仓", kind=WarehouseKind.OWN, is_default=True)
    partner = inventory.create_warehouse(tx, code="W2", name="第三方仓", kind=WarehouseKind.THIRD_PARTY)
    for sku, price in (("A-100", Decimal(100)), ("A-300", Decimal(10))):
        catalog.create_product(tx, catalog.NewProduct(sku=sku, name=f"商品 {sku}", allow_backorder=sku == "A-300"))
        pricing.set_price(tx, sku, PriceRange(price, price * Decimal("0.8"), price * 2), reason="年度目录价格")
    for warehouse in (own, partner):
        inventory.receive(tx, warehouse, "A-100", Decimal(1000), reason="期初库存")
    customer = customers.create_customer(tx, customers.NewCustomer(code="C-1001", name="普通客户"))
    credit.open_account(tx, customer, 1_000_000)
    return Company(own, partner, customer)
