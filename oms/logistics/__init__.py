"""The way to the customer: shipments and what carriers tell about them."""

from __future__ import annotations
