"""Does everything in the file have a place? Rows, orders and amounts: file = accepted + rejected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from integrations.files.drafts import FileIndex, OrderDraft, RejectedOrder, RejectedRow
from kit import money
from kit.money import Fen


@dataclass(slots=True)
class Totals:
    """What one side holds; rows whose amount cannot be read count as rows only."""

    rows: int = 0
    orders: int = 0
    amount_fen: Fen = 0


@dataclass(slots=True)
class Reconciliation:
    """Filled order by order; `reasons` counts rejected orders by the code of their first reason."""

    accepted: Totals = field(default_factory=Totals)
    rejected: Totals = field(default_factory=Totals)
    reasons: Counter[str] = field(default_factory=Counter)

    def accept(self, draft: OrderDraft) -> None:
        """The order was submitted; its dropped rows count as rejected rows."""
        self.accepted.orders += 1
        self.accepted.rows += len(draft.lines)
        self.accepted.amount_fen += draft.amount_fen
        for row in draft.dropped:
            self._reject_row(row)

    def reject(self, order: RejectedOrder) -> None:
        """The order was refused."""
        self.rejected.orders += 1
        self.reasons[order.reason.code] += 1
        for row in order.rows:
            self._reject_row(row)

    def agrees_with(self, index: FileIndex) -> bool:
        """True when nothing is missing, to the row and to the cent."""
        return (
            self.accepted.rows + self.rejected.rows == index.rows
            and self.accepted.orders + self.rejected.orders == index.orders
            and self.accepted.amount_fen + self.rejected.amount_fen == index.amount_fen
        )

    def as_json(self, index: FileIndex) -> dict[str, object]:
        """For screens and reports; amounts in yuan as text."""
        return {
            "file": _totals(Totals(index.rows, index.orders, index.amount_fen)),
            "accepted": _totals(self.accepted),
            "rejected": _totals(self.rejected),
            "reasons": dict(sorted(self.reasons.items())),
            "unreadable_rows": index.unreadable_rows,
            "agrees": self.agrees_with(index),
        }

    def _reject_row(self, row: RejectedRow) -> None:
        self.rejected.rows += 1
        self.rejected.amount_fen += row.amount_fen or 0


def _totals(totals: Totals) -> dict[str, object]:
    return {"rows": totals.rows, "orders": totals.orders, "amount": money.yuan(totals.amount_fen)}
