"""Customers, products and prices: codes, near misses, ranges, search."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kit.db import Database
from oms.catalog import errors as catalog_errors
from oms.catalog import queries as catalog
from oms.catalog import service as catalog_service
from oms.customers import errors as customer_errors
from oms.customers import queries as customers
from oms.customers import service as customer_service
from oms.pricing import errors as pricing_errors
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange


def _product(database: Database, sku: str) -> int:
    return database.write(lambda tx: catalog_service.create_product(tx, catalog_service.NewProduct(sku=sku, name=sku)))


def test_a_customer_code_keeps_its_case_and_is_unique_in_any_case(database: Database, company: Any) -> None:
    with pytest.raises(customer_errors.CodeTaken):
        database.write(
            lambda tx: customer_service.create_customer(tx, customer_service.NewCustomer(code="c-1001", name="另一家"))
        )
    with database.read() as reader:
        assert customers.customer_by_code(reader, "ｃ-1001").code == "C-1001"
        assert customers.tier_facts(customers.customer_by_code(reader, "C-1001"))["revenue_12m"] == 0


def test_a_tier_is_written_down_once(database: Database, company: Any) -> None:
    def record() -> bool:
        return database.write(lambda tx: customer_service.record_tier(tx, company.customer, tier="VIP", priority=9))

    assert (record(), record()) == (True, False)


def test_skus_that_differ_in_case_or_zeros_are_different_products(database: Database) -> None:
    ids = {_product(database, sku) for sku in ("85123A", "85123a", "00123", "123")}

    assert len(ids) == 4
    with database.read() as reader:
        assert isinstance(catalog.missing(reader, "0123"), catalog_errors.SkuNearMiss)
        assert isinstance(catalog.missing(reader, "999"), catalog_errors.SkuUnknown)
    with pytest.raises(catalog_errors.SkuTaken):
        _product(database, "123")
    with pytest.raises(catalog_errors.SkuUnreadable):
        _product(database, " 123")


def test_search_finds_parts_and_takes_percent_signs_literally(database: Database, company: Any) -> None:
    _product(database, "50%-OFF")
    with database.read() as reader:
        assert [p.sku for p in catalog.search(reader, q="%").items] == ["50%-OFF"]
        assert [p.sku for p in catalog.search(reader, q="商品 a-2").items] == ["A-200"]
        first = catalog.search(reader, limit=3)
        rest = catalog.search(reader, limit=3, cursor=first.next_cursor)
        assert [c.code for c in customers.search(reader, q="low").items] == ["C-LOW1"]
    assert [p.sku for p in first.items + rest.items] == ["50%-OFF", "A-100", "A-200", "A-300"]


def test_a_price_range_upside_down_is_refused(database: Database, company: Any) -> None:
    upside_down = PriceRange(Decimal(10), Decimal(11), None)

    with pytest.raises(pricing_errors.RangeUpsideDown):
        database.write(lambda tx: pricing.set_price(tx, "A-100", upside_down, reason="年度价格调整"))
