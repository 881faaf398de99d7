"""A small company for the tests of the business: two warehouses, three products, three customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

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


@dataclass(frozen=True)
class Company:
    """The ids that tests need."""

    own: int
    partner: int
    customer: int
    small_customer: int


PRICES = {"A-100": "100", "A-200": "2500", "A-300": "10"}
STOCK = {"A-100": 1000, "A-200": 200}


@pytest.fixture
def company(database: Database) -> Company:
    """The demo company in small, in `database`."""
    return database.write(_found)


@pytest.fixture
def place(database: Database, company: Company) -> Callable[..., orders.OrderRecord]:
    """Submits an order: place("A-100", 3, external_no="PO-1")."""

    def submit(sku: str = "A-100", quantity: int | str = 1, **rest: object) -> orders.OrderRecord:
        draft = an_order(LineDraft(sku=sku, quantity=str(quantity)), **rest)
        return database.write(lambda tx: order_service.submit(tx, draft))

    return submit


def an_order(*lines: LineDraft, **rest: object) -> OrderDraft:
    """An order of customer C-1001."""
    values: dict[str, object] = {"customer_code": "C-1001", "channel": "B2B", **rest}
    return OrderDraft(lines=lines, **values)


def _found(tx: Tx) -> Company:
    own = inventory.create_warehouse(tx, code="W1", name="主仓", kind=WarehouseKind.OWN, is_default=True)
    partner = inventory.create_warehouse(tx, code="W2", name="第三方仓", kind=WarehouseKind.THIRD_PARTY)
    for sku, price in PRICES.items():
        waits = sku == "A-300"
        catalog.create_product(tx, catalog.NewProduct(sku=sku, name=f"商品 {sku}", allow_backorder=waits))
        list_price = Decimal(price)
        range_ = PriceRange(list_price, list_price * Decimal("0.8"), list_price * 2)
        pricing.set_price(tx, sku, range_, reason="年度目录价格")
    for sku, quantity in STOCK.items():
        inventory.receive(tx, own, sku, Decimal(quantity), reason="期初库存")
    customer = customers.create_customer(tx, customers.NewCustomer(code="C-1001", name="普通客户"))
    small = customers.create_customer(tx, customers.NewCustomer(code="C-LOW1", name="小额客户"))
    credit.open_account(tx, customer, 10_000_000)
    credit.open_account(tx, small, 100_000)
    return Company(own, partner, customer, small)
