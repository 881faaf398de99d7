"""What lies where: stock levels, reservations, pick lists, waiting orders, a ledger of movements."""

from __future__ import annotations
