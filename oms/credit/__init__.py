"""How much a customer may owe: guarded accounts, freezes per order, overrides for the excess, a ledger."""

from __future__ import annotations
