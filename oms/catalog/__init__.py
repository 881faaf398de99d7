"""What is sold: products with their unit, decimals, VAT rate and life cycle."""

from __future__ import annotations
