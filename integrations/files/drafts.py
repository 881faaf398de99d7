"""What reading a file gives: orders to be submitted, and rows that are refused with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kit.errors import Failure
from kit.money import Fen


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is refused: a stable code, the column's header (empty: the whole row), and sentences."""

    code: str
    column: str
    zh: str
    en: str


def reason_of(failure: Failure) -> Reason:
    """A failure in the words of a reject file; `at` is taken for the column."""
    return Reason(failure.code, failure.at, failure.message("zh"), failure.message("en"))


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row as it was, with its reasons. `amount_fen` is None when price or quantity cannot be read."""

    number: int
    cells: tuple[str, ...]
    reasons: tuple[Reason, ...]
    amount_fen: Fen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One line; `row` is where it stands in the file, `cells` what it says there."""

    row: int
    cells: tuple[str, ...]
    sku: str
    product_name: str
    quantity: Decimal
    unit_price: Decimal | None
    amount_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order to submit. `ordinal` counts drafts and rejections of a file from 1, the same in every run."""

    ordinal: int
    external_no: str
    customer_code: str
    customer_name: str
    region: str
    warehouse_code: str | None
    remark: str
    urgent: bool
    ordered_at: datetime | None
    lines: tuple[DraftLine, ...]
    dropped: tuple[RejectedRow, ...] = ()

    @property
    def amount_fen(self) -> Fen:
        """What the lines come to, without the dropped ones."""
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedOrder:
    """An order that is not imported, with all of its rows."""

    ordinal: int
    external_no: str
    rows: tuple[RejectedRow, ...]

    @property
    def reason(self) -> Reason:
        """The first reason that is not about another row."""
        reasons = [reason for row in self.rows for reason in row.reasons]
        own = (reason for reason in reasons if reason.code != "order.incomplete")
        return next(own, reasons[0])


@dataclass(slots=True)
class SkuFacts:
    """What a file says about a product, for creating it: its first name and its first price."""

    name: str
    price: Decimal


@dataclass(slots=True)
class FileIndex:
    """What the first reading of a file finds. Memory grows with orders and products, not with rows.

    `last_row` tells where each order ends, so that the second reading can let go of it there.
    """

    rows: int = 0
    amount_fen: Fen = 0
    unreadable_rows: int = 0
    last_row: dict[str, int] = field(default_factory=dict)
    products: dict[str, SkuFacts] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        """Distinct order numbers; rows without one count once each."""
        return len(self.last_row)
