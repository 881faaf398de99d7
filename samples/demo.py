"""The demo company: people, customers, goods, prices, stock and credit.

`load` may run any number of times, also after a crash: each thing is created together with what belongs to
it in one transaction, and what exists is left alone. The accounts share one well-known password, so this is
for demonstrations and tests only.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

from kit import money
from kit.db import Database, Tx
from oms.catalog import queries as catalog
from oms.catalog import service as catalog_service
from oms.credit import service as credit
from oms.customers import queries as customers
from oms.customers import service as customer_service
from oms.identity import queries as identity
from oms.identity import service as identity_service
from oms.inventory import queries as stock
from oms.inventory import service as inventory
from oms.inventory.rules import WarehouseKind
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange

logger = logging.getLogger(__name__)

PASSWORD = "orderflow-demo"  # noqa: S105 published on purpose
DATA = Path(__file__).parent / "data"
REASON = "演示数据 demo data"
AT_ONCE = 10  # things created in one transaction
_WAREHOUSES = (
    ("W1", "杭州主仓", WarehouseKind.OWN, True),
    ("W2", "嘉兴第三方仓", WarehouseKind.THIRD_PARTY, False),
)
Row = dict[str, str]


def load(database: Database) -> None:
    """Create what is missing of the demo company; returns when all of it is committed."""
    database.write(_warehouses)
    _users(database)
    _each(database, "customers.csv", _customer)
    _each(database, "products.csv", _product)
    logger.info("the demo company is there", extra={"action": "demo_loaded"})


def rows(name: str) -> Iterator[Row]:
    """The rows of a file in samples/data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _each(database: Database, name: str, create: Callable[[Tx, Row], None]) -> None:
    """Create the rows of a file, a few in one transaction."""

    def work(tx: Tx, portion: list[Row]) -> None:
        for row in portion:
            create(tx, row)

    waiting = list(rows(name))
    for start in range(0, len(waiting), AT_ONCE):
        database.write(partial(work, portion=waiting[start : start + AT_ONCE]))


def _users(database: Database) -> None:
    with database.read() as reader:
        missing = [row for row in rows("users.csv") if identity.find_user(reader, row["username"]) is None]
    if not missing:
        return
    password_hash = identity_service.new_password_hash(PASSWORD)  # slow, so outside the transaction and once

    def create(tx: Tx) -> None:
        for row in missing:
            if identity.find_user(tx, row["username"]) is None:
                identity_service.create_user(
                    tx, username=row["username"], name=row["name"], password_hash=password_hash, roles=[row["role"]]
                )

    database.write(create)


def _warehouses(tx: Tx) -> None:
    there = {warehouse.code for warehouse in stock.warehouses(tx)}
    for code, name, kind, is_default in _WAREHOUSES:
        if code not in there:
            inventory.create_warehouse(tx, code=code, name=name, kind=kind, is_default=is_default)


def _customer(tx: Tx, row: Row) -> None:
    """The customer and its credit account."""
    if customers.find_customer(tx, row["code"]) is not None:
        return
    new = customer_service.NewCustomer(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        region=row["region"],
        manual_tier=row["manual_tier"] or None,
        revenue_12m_fen=money.parse_yuan(row["revenue_12m"]),
        contract=row["contract"] == "yes",
    )
    customer_id = customer_service.create_customer(tx, new)
    credit.open_account(tx, customer_id, money.parse_yuan(row["credit_limit"]))


def _product(tx: Tx, row: Row) -> None:
    """The product, its price and its opening stock."""
    sku = row["sku"]
    if sku in catalog.products_by_sku(tx, [sku]):
        return
    new = catalog_service.NewProduct(
        sku=sku,
        name=row["name"],
        uom=row["uom"],
        uom_decimals=int(row["decimals"]),
        vat_rate=Decimal(row["vat_rate"]),
        allow_backorder=row["backorder"] == "yes",
    )
    catalog_service.create_product(tx, new)
    price = PriceRange(Decimal(row["list_price"]), Decimal(row["floor_price"]), Decimal(row["ceiling_price"]))
    pricing.set_price(tx, sku, price, reason=REASON)
    for code in ("W1", "W2"):
        quantity = Decimal(row[f"stock_{code.lower()}"])
        if quantity > 0:
            inventory.receive(tx, stock.warehouse_by_code(tx, code).id, sku, quantity, reason=REASON)
