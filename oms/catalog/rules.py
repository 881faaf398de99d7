"""Rules of the catalogue without a database: the life cycle, how near two SKUs are."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

SKU = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,62}[^\s\x00-\x1f])?")
STANDARD_VAT = Decimal("0.13")
_FILLERS = re.compile(r"[\s\-_./]+")


class ProductStatus(StrEnum):
    """Where a product is in its life."""

    ON_SALE = "on_sale"  # sold and bought
    PHASE_OUT = "phase_out"  # sold until the stock is gone
    OFF = "off"  # no longer sold


def sku_key(sku: str) -> str:
    """What near misses have in common: case, width, leading zeros and separators are gone."""
    plain = _FILLERS.sub("", unicodedata.normalize("NFKC", sku)).casefold()
    return plain.lstrip("0") or plain
