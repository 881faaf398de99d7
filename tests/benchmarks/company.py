"""Opens a database as the service does, with the shipped diagrams and a company that never runs out of anything."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from api import startup
from engine import definitions, runtime
from handlers import due_tasks, register
from integrations import carriers
from integrations.carrier import ParcelRequest, TrackingEvent, Waybill
from kit import db, ids
from kit.config import Settings
from kit.db import Actor, Database, Tx
from migrations import schema
from oms.catalog import service as catalog
from oms.credit import service as credit
from oms.customers import queries as customers_queries
from oms.customers import service as customers
from oms.inventory import queries as stock
from oms.inventory import service as inventory
from oms.inventory.rules import WarehouseKind
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange

PLENTY = 10**9
CUSTOMERS = 50
SKUS = 200
CLERK = Actor(101, "sales")
APPROVER = Actor(102, "approver")
PICKER = Actor(103, "warehouse")


class InstantCarrier:
    """A carrier without a network: what is measured is our own work."""

    code = "instant"

    def create_waybill(self, key: str, parcel: ParcelRequest) -> Waybill:
        return Waybill(carrier=self.code, number=f"I{ids.new_id()}", service="standard")

    def cancel(self, key: str, waybill: str) -> None:
        return None

    def track(self, waybill: str) -> list[TrackingEvent]:
        return []

    def parse_push(self, headers: object, body: bytes, *, now: object) -> list[TrackingEvent]:
        raise NotImplementedError

    def close(self) -> None:
        return None


def open_database(settings: Settings) -> Database:
    """Schema, engine, handlers; no dispatcher: whoever measures runs the jobs."""
    database = db.open_database(settings)
    schema.upgrade(settings.url)
    register()
    runtime.install(database, settings, notifier=due_tasks.TaskNotifier())
    return database


def found(database: Database, *, diagrams: bool = True) -> None:
    """Diagrams, two warehouses, customers and goods; only what is missing."""
    with database.read() as reader:
        there = customers_queries.find_customer(reader, customer(0)) is not None
    if there:
        return
    if diagrams:
        database.write(lambda tx: definitions.deploy(tx, startup.diagrams(), note="benchmark"))
    database.write(_found)


def use_instant_carrier() -> None:
    carriers.clear()
    carriers.use(InstantCarrier())


def customer(number: int) -> str:
    return f"B-{number % CUSTOMERS:03d}"


def sku(number: int) -> str:
    return f"S-{number % SKUS:04d}"


def _found(tx: Tx) -> None:
    there = {warehouse.code: warehouse.id for warehouse in stock.warehouses(tx)}
    own = there.get("W1")
    if own is None:
        own = inventory.create_warehouse(tx, code="W1", name="主仓", kind=WarehouseKind.OWN, is_default=True)
    if "W2" not in there:  # where the orders of the imported day go
        inventory.create_warehouse(tx, code="W2", name="三方仓", kind=WarehouseKind.THIRD_PARTY)
    for number in range(SKUS):
        catalog.create_product(tx, catalog.NewProduct(sku=sku(number), name=f"商品 {number}"))
        price = Decimal(1200)
        pricing.set_price(tx, sku(number), PriceRange(price, price / 2, price * 2), reason="年度目录价格")
        inventory.receive(tx, own, sku(number), Decimal(PLENTY // 1000), reason="期初库存")
    for number in range(CUSTOMERS):
        made = customers.create_customer(tx, customers.NewCustomer(code=customer(number), name=f"客户 {number}"))
        credit.open_account(tx, made, PLENTY * 1000)


def settings(folder: Path, url: str = "") -> Settings:
    return Settings(data_dir=folder, database_url=url, hot_instances=500)
