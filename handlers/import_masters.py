"""What an import may create before an order can be taken in: its customer, its products, its stock.

Only what the mapping allows; in the order's own transaction, so that a refused order leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from integrations.files.drafts import FileIndex, OrderDraft
from integrations.files.mapping import Mapping
from kit.db import Tx
from oms.catalog import queries as catalog
from oms.catalog import service as catalog_service
from oms.credit import service as credit
from oms.customers import queries as customers
from oms.customers import service as customer_service
from oms.inventory import queries as stock
from oms.inventory import receipts
from oms.inventory.rules import grouped
from oms.pricing import service as pricing
from oms.pricing.rules import PriceRange


class Masters:
    """Master data for the orders of one file."""

    def __init__(self, mapping: Mapping, index: FileIndex, *, file_name: str) -> None:
        self._mapping = mapping
        self._index = index
        self._reason = f"import {file_name}"

    def prepare(self, tx: Tx, draft: OrderDraft) -> None:
        """Create what is missing and receive what the order takes. Not idempotent: it belongs to one order."""
        if self._mapping.customers.create and customers.find_customer(tx, draft.customer_code) is None:
            self._create_customer(tx, draft)
        wanted = grouped((line.sku, line.quantity) for line in draft.lines)
        if self._mapping.products.create:
            self._create_products(tx, wanted.keys())
        if self._mapping.products.receive_stock:
            warehouse = stock.warehouse_by_code(tx, draft.warehouse_code, at="warehouse_code")
            receipts.receive_all(tx, warehouse.id, wanted, reason=self._reason)

    def _create_customer(self, tx: Tx, draft: OrderDraft) -> None:
        rules = self._mapping.customers
        new = customer_service.NewCustomer(
            code=draft.customer_code,
            name=draft.customer_name or draft.customer_code,
            kind=rules.kind,
            region=draft.region,
        )
        customer_id = customer_service.create_customer(tx, new)
        credit.open_account(tx, customer_id, rules.credit_limit_fen)

    def _create_products(self, tx: Tx, skus: Collection[str]) -> None:
        known = catalog.products_by_sku(tx, skus)
        rules = self._mapping.products
        for sku in sorted(set(skus) - known.keys()):
            facts = self._index.products[sku]
            new = catalog_service.NewProduct(
                sku=sku, name=facts.name or sku, uom=rules.uom, vat_rate=Decimal(rules.vat_rate)
            )
            catalog_service.create_product(tx, new)
            pricing.set_price(tx, sku, PriceRange(facts.price, None, None), reason=self._reason)
