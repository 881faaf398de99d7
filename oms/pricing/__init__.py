"""What it costs: list prices including VAT, with the range a price may lie in."""

from __future__ import annotations
