"""What comes in: an order as somebody wrote it, every number still a text, nothing believed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """One wanted line. Without `unit_price` the list price holds; prices include VAT."""

    sku: str
    quantity: str
    unit_price: str | None = None
    discount_percent: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """An order to be submitted.

    `price_agreed`: the unit prices were agreed outside (a marketplace, a file), so that one below the list
    price is no discount that needs approval. `imported`: from a file, with more lines allowed.
    """

    customer_code: str
    channel: str
    lines: tuple[LineDraft, ...]
    external_no: str | None = None
    warehouse_code: str | None = None
    remark: str = ""
    urgent: bool = False
    requested_date: date | None = None
    ship_to: dict[str, Any] | None = None
    price_agreed: bool = False
    imported: bool = False
