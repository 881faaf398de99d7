"""The demo company is exactly what is promised, however often it is loaded."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from kit.db import Database
from oms.catalog import queries as catalog
from oms.credit import queries as credit
from oms.customers import queries as customers
from oms.identity import queries as identity
from oms.identity import service as identity_service
from oms.inventory import queries as stock
from oms.inventory.rules import WarehouseKind
from oms.orders import submission
from oms.orders.draft import LineDraft, OrderDraft
from oms.pricing import queries as pricing
from samples import demo

ROLES = {
    "sales": "sales",
    "manager": "sales_manager",
    "approver": "contract_approver",
    "finance": "finance",
    "risk": "risk_control",
    "warehouse": "warehouse",
    "logistics": "logistics",
    "service": "customer_service",
    "designer": "process_designer",
    "auditor": "auditor",
    "admin": "admin",
}


@pytest.fixture
def loaded(database: Database) -> Database:
    demo.load(database)
    return database


def test_every_demo_account_has_its_role_and_the_published_password(loaded: Database) -> None:
    with loaded.read() as reader:
        accounts = {account.username: set(account.roles) for account in identity.users(reader)}

    assert accounts == {name: {role} for name, role in ROLES.items()}
    assert identity_service.authenticate(loaded, "sales", "orderflow-demo").username == "sales"


def test_the_fixed_customers_have_their_limits(loaded: Database) -> None:
    limits = {}
    with loaded.read() as reader:
        for code in ("C-1001", "C-VIP1", "C-LOW1"):
            customer = customers.customer_by_code(reader, code)
            account = credit.account(reader, customer.id)
            limits[code] = (customer.manual_tier, account.limit_fen, account.frozen_fen, account.used_fen)

    assert limits == {
        "C-1001": (None, 100_000_00, 0, 0),
        "C-VIP1": ("VIP", 1_000_000_00, 0, 0),
        "C-LOW1": (None, 1_000_00, 0, 0),
    }


def test_the_fixed_products_have_their_prices_and_stock(loaded: Database) -> None:
    skus = ["A-100", "A-200", "A-300"]
    with loaded.read() as reader:
        products = catalog.products_by_sku(reader, skus)
        prices = pricing.price_ranges(reader, skus)
        there = stock.available(reader, stock.warehouse_by_code(reader, "W1").id, skus)

    assert [prices[sku].list_price for sku in skus] == [Decimal(100), Decimal(2500), Decimal(10)]
    assert [there.get(sku, Decimal(0)) for sku in skus] == [Decimal(1000), Decimal(200), Decimal(0)]
    assert [products[sku].allow_backorder for sku in skus] == [False, False, True]
    assert {products[sku].vat_rate for sku in skus} == {Decimal("0.13")}


def test_the_warehouses_are_ours_by_default_and_a_partners(loaded: Database) -> None:
    with loaded.read() as reader:
        kinds = {warehouse.code: warehouse.kind for warehouse in stock.warehouses(reader)}
        usual = stock.warehouse_by_code(reader, None)

    assert kinds == {"W1": WarehouseKind.OWN, "W2": WarehouseKind.THIRD_PARTY}
    assert usual.code == "W1"


def test_loading_again_changes_nothing(loaded: Database) -> None:
    with loaded.read() as reader:
        before = stock.available(reader, stock.warehouse_by_code(reader, "W1").id, ["A-100", "C-204"])

    demo.load(loaded)

    with loaded.read() as reader:
        assert stock.available(reader, stock.warehouse_by_code(reader, "W1").id, ["A-100", "C-204"]) == before
        assert len(identity.users(reader)) == len(ROLES)


def test_every_demo_order_is_acceptable_and_spares_the_fixed_data(loaded: Database) -> None:
    rows = list(demo.rows("orders.csv"))

    assert len({row["external_no"] for row in rows}) == len(rows) == 40
    for row in rows:
        assert row["customer"] not in {"C-1001", "C-VIP1", "C-LOW1"}
        assert "A-" not in row["lines"]
        lines = tuple(LineDraft(sku=s, quantity=q) for s, q in (line.split() for line in row["lines"].split(";")))
        draft = OrderDraft(
            customer_code=row["customer"], channel=row["channel"], warehouse_code=row["warehouse"], lines=lines
        )
        loaded.write(partial(submission.check, draft=draft))
