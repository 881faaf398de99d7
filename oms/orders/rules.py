"""Rules of orders without a database: the three statuses and which change into which, limits, progress steps."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

MAX_LINES = 500  # lines a person or an API client may order at once
MAX_IMPORTED_LINES = 5_000  # lines of one order in a file
MAX_QUANTITY = Decimal(1_000_000_000)
MAX_LINE_FEN = 10**13
MAX_EXTERNAL_NO = 64  # characters
MAX_REMARK = 2_000  # characters
VIP_TAG = "VIP通道"
_FILE_CHANNEL = re.compile(r"[a-z0-9][a-z0-9-]{0,15}", re.ASCII)


class Channel(StrEnum):
    """Where an order comes from."""

    B2B = "B2B"  # companies, on account
    B2C = "B2C"  # persons, paid at once
    O2O = "O2O"  # a store near the customer


class Commercial(StrEnum):
    """What was agreed."""

    DRAFT = "draft"  # being written, or returned for edit
    SUBMITTED = "submitted"  # complete and checked, nobody has decided yet
    IN_APPROVAL = "in_approval"  # somebody has to approve it
    CONFIRMED = "confirmed"  # we owe the goods
    CLOSED = "closed"  # delivered, nothing left to do
    REJECTED = "rejected"  # an approver or risk control said no
    CANCELLED = "cancelled"  # taken back before it was shipped


class Fulfilment(StrEnum):
    """Where the goods are."""

    NONE = "none"  # nothing done yet
    RESERVED = "reserved"  # promised from stock
    BACKORDERED = "backordered"  # waits for stock
    PICKING = "picking"  # being taken from the shelves
    PARTIALLY_SHIPPED = "partially_shipped"  # some lines have left
    SHIPPED = "shipped"  # everything has left
    DELIVERED = "delivered"  # the customer has it


class Payment(StrEnum):
    """What the customer has paid."""

    UNPAID = "unpaid"  # nothing
    PARTIALLY_PAID = "partially_paid"  # some
    PAID = "paid"  # everything


COMMERCIAL_MOVES: dict[Commercial, frozenset[Commercial]] = {
    Commercial.DRAFT: frozenset({Commercial.SUBMITTED, Commercial.CANCELLED}),
    Commercial.SUBMITTED: frozenset(
        {
            Commercial.IN_APPROVAL,
            Commercial.CONFIRMED,
            Commercial.REJECTED,
            Commercial.DRAFT,
            Commercial.CANCELLED,
        }
    ),
    Commercial.IN_APPROVAL: frozenset(
        {Commercial.CONFIRMED, Commercial.REJECTED, Commercial.DRAFT, Commercial.CANCELLED}
    ),
    Commercial.CONFIRMED: frozenset({Commercial.CLOSED, Commercial.REJECTED, Commercial.CANCELLED}),
    Commercial.CLOSED: frozenset(),
    Commercial.REJECTED: frozenset(),
    Commercial.CANCELLED: frozenset(),
}

FULFILMENT_MOVES: dict[Fulfilment, frozenset[Fulfilment]] = {
    Fulfilment.NONE: frozenset({Fulfilment.RESERVED, Fulfilment.BACKORDERED}),
    Fulfilment.RESERVED: frozenset(
        {
            Fulfilment.NONE,
            Fulfilment.BACKORDERED,
            Fulfilment.PICKING,
            Fulfilment.PARTIALLY_SHIPPED,
            Fulfilment.SHIPPED,
        }
    ),
    Fulfilment.BACKORDERED: frozenset({Fulfilment.NONE, Fulfilment.RESERVED}),
    Fulfilment.PICKING: frozenset(
        {Fulfilment.NONE, Fulfilment.RESERVED, Fulfilment.PARTIALLY_SHIPPED, Fulfilment.SHIPPED}
    ),
    Fulfilment.PARTIALLY_SHIPPED: frozenset({Fulfilment.PARTIALLY_SHIPPED, Fulfilment.SHIPPED}),
    Fulfilment.SHIPPED: frozenset({Fulfilment.DELIVERED}),
    Fulfilment.DELIVERED: frozenset(),
}

UNDECIDED = frozenset({Commercial.SUBMITTED, Commercial.IN_APPROVAL})
OVER = frozenset({Commercial.CLOSED, Commercial.REJECTED, Commercial.CANCELLED})
SHIPPED_AT_ALL = frozenset({Fulfilment.PARTIALLY_SHIPPED, Fulfilment.SHIPPED, Fulfilment.DELIVERED})

_STEPS: dict[Fulfilment, int] = {
    Fulfilment.NONE: 3,
    Fulfilment.BACKORDERED: 4,  # it stands at the reservation that it waits for
    Fulfilment.RESERVED: 4,
    Fulfilment.PICKING: 5,
    Fulfilment.PARTIALLY_SHIPPED: 6,
    Fulfilment.SHIPPED: 6,
    Fulfilment.DELIVERED: 7,
}


def channel_known(channel: str, *, imported: bool) -> bool:
    """People use the channels of the house; a file may name its own, such as a marketplace."""
    return channel in set(Channel) or (imported and _FILE_CHANNEL.fullmatch(channel) is not None)


def step(commercial: str, fulfilment: str, *, in_credit: bool = False) -> int:
    """How far the order is: 0 draft or dead, 1 submitted, 2 approval, 3 credit or confirmed … 7 delivered, 8 closed.

    `in_credit`: it is approved, and its credit is being decided.
    """
    match Commercial(commercial):
        case Commercial.SUBMITTED | Commercial.IN_APPROVAL if in_credit:
            return 3
        case Commercial.SUBMITTED:
            return 1
        case Commercial.IN_APPROVAL:
            return 2
        case Commercial.CONFIRMED:
            return _STEPS[Fulfilment(fulfilment)]
        case Commercial.CLOSED:
            return 8
        case _:
            return 0


def shipped_status(lines: list[tuple[Decimal, Decimal]]) -> Fulfilment:
    """The fulfilment that follows from (quantity, shipped) of every line, something having been shipped."""
    complete = all(shipped >= quantity for quantity, shipped in lines)
    return Fulfilment.SHIPPED if complete else Fulfilment.PARTIALLY_SHIPPED
