"""Words of inventory, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class WarehouseKind(StrEnum):
    """Who works in a warehouse."""

    OWN = "own"  # our people: picking is a task
    THIRD_PARTY = "third_party"  # a partner that picks by itself


class MovementKind(StrEnum):
    """Why a stock row changed."""

    RECEIVE = "receive"  # goods came in
    RESERVE = "reserve"  # promised to an order
    RELEASE = "release"  # the promise was taken back
    ISSUE = "issue"  # left the house with an order
    ADJUST = "adjust"  # counted, found or lost


class PickStatus(StrEnum):
    """Where a pick list is."""

    OPEN = "open"  # to be picked
    PICKED = "picked"  # everything is out of the shelves
    CANCELLED = "cancelled"  # the order does not want it any more


@dataclass(frozen=True)
class Shortage:
    """What could not be reserved: wanted is more than available."""

    sku: str
    wanted: Decimal
    available: Decimal


def grouped(lines: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Quantities per SKU, SKUs in the order in which stock rows are locked."""
    total: dict[str, Decimal] = {}
    for sku, quantity in lines:
        total[sku] = total.get(sku, Decimal(0)) + quantity
    return dict(sorted(total.items()))
