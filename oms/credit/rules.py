"""Rules of credit without a database."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

DEFAULT_OVERRIDE = timedelta(hours=24)
LONGEST_OVERRIDE = timedelta(days=30)


class EntryKind(StrEnum):
    """Why an account changed."""

    OPEN = "open"  # the account was opened with its limit
    LIMIT = "limit"  # the limit was changed
    FREEZE = "freeze"  # an order took part of the limit
    OVERRIDE = "override"  # an order took more than was left, by an override
    RELEASE = "release"  # an order gave back what it had frozen
    USE = "use"  # an order was delivered: frozen became receivable
    SETTLE = "settle"  # the customer paid


def excess(limit_fen: int, used_fen: int, frozen_fen: int, amount_fen: int) -> int:
    """By how many fen the amount exceeds what is left; 0 when it fits."""
    return max(0, amount_fen - max(0, limit_fen - used_fen - frozen_fen))
