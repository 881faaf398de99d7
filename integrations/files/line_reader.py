"""One row of a file: its cells checked, all that is wrong with them collected, its amount worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from integrations.files import cells as cell
from integrations.files.columns import Columns
from integrations.files.drafts import DraftLine, Reason, RejectedRow, reason_of
from integrations.files.errors import CellFailure, CellMissing, ControlCharacter, RowTooLong
from integrations.files.mapping import FieldName, Mapping
from kit import money
from kit.money import Fen

T = TypeVar("T")
_TEXTS = (FieldName.CUSTOMER_NAME, FieldName.REGION, FieldName.REMARK, FieldName.PRODUCT_NAME)
_CODES = (FieldName.EXTERNAL_NO, FieldName.CUSTOMER_CODE)


@dataclass(slots=True, kw_only=True)
class ReadRow:
    """A row after reading: a line, or reasons why not (or both, until the order has been looked at)."""

    number: int
    cells: tuple[str, ...]
    line: DraftLine | None
    reasons: list[Reason]
    amount_fen: Fen | None
    urgent: bool = False
    ordered_at: datetime | None = None

    def rejected(self, otherwise: Reason) -> RejectedRow:
        """As a rejected row; `otherwise` is the reason of a row that is good itself."""
        return RejectedRow(self.number, self.cells, tuple(self.reasons or [otherwise]), self.amount_fen)


def amount_fen(price: str, quantity: str) -> Fen | None:
    """Price times quantity as the order would count it, negative too; None when either cannot be read."""
    try:
        return money.line_gross(cell.number(price, ""), cell.number(quantity, ""))
    except CellFailure:
        return None


def good_price(text: str) -> Decimal | None:
    """The price when a line could have it."""
    try:
        return cell.price(text, "")
    except CellFailure:
        return None


class LineReader:
    """For one file and one mapping."""

    def __init__(self, columns: Columns, mapping: Mapping) -> None:
        self._columns = columns
        self._zone = ZoneInfo(mapping.zone)
        self._has_price = columns.has(FieldName.UNIT_PRICE)

    def read(self, number: int, cells: list[str]) -> ReadRow:
        """Never raises for what a cell holds: it goes into `reasons`, every fault of the row at once."""
        reasons: list[Reason] = []
        if cell.damaged("".join(cells)):
            cells = self._readable(cells, reasons)
        if len(cells) > self._columns.width and any(cells[self._columns.width :]):
            reasons.append(reason_of(RowTooLong(cells=len(cells), columns=self._columns.width)))
        urgent = self._value(FieldName.URGENT, cells, reasons, cell.yes_or_no)
        ordered_at = self._moment(cells, reasons)
        self._check_texts(cells, reasons)
        line = self._line(number, cells, reasons)
        amount = amount_fen(
            self._columns.get(FieldName.UNIT_PRICE, cells), self._columns.get(FieldName.QUANTITY, cells)
        )
        return ReadRow(
            number=number,
            cells=tuple(cells),
            line=line,
            reasons=reasons,
            amount_fen=amount,
            urgent=bool(urgent),
            ordered_at=ordered_at,
        )

    def _readable(self, cells: list[str], reasons: list[Reason]) -> list[str]:
        """The row as it can be kept and shown; each damaged cell is a reason."""
        seen = [cell.readable(text) for text in cells]
        for position, (raw, text) in enumerate(zip(cells, seen, strict=True)):
            if raw != text:
                at = self._columns.header_at(position)
                reasons.append(reason_of(ControlCharacter(at=at, value=text[:40])))
        return seen

    def _line(self, number: int, cells: list[str], reasons: list[Reason]) -> DraftLine | None:
        sku = self._required(FieldName.SKU, cells, reasons, cell.code)
        quantity = self._required(FieldName.QUANTITY, cells, reasons, cell.quantity)
        price: Decimal | None = None
        if self._has_price:
            price = self._value(FieldName.UNIT_PRICE, cells, reasons, cell.price)
        if sku is None or quantity is None or reasons:
            return None
        return DraftLine(
            row=number,
            cells=tuple(cells),
            sku=sku,
            product_name=self._columns.get(FieldName.PRODUCT_NAME, cells),
            quantity=quantity,
            unit_price=price,
            amount_fen=money.line_gross(price, quantity) if price is not None else 0,
        )

    def _check_texts(self, cells: list[str], reasons: list[Reason]) -> None:
        for field in _CODES:
            self._required(field, cells, reasons, cell.code)
        for field in _TEXTS:
            self._value(field, cells, reasons, cell.plain)

    def _moment(self, cells: list[str], reasons: list[Reason]) -> datetime | None:
        return self._value(FieldName.ORDERED_AT, cells, reasons, lambda text, at: cell.moment(text, at, self._zone))

    def _required(
        self, field: FieldName, cells: list[str], reasons: list[Reason], read: Callable[[str, str], T]
    ) -> T | None:
        if not self._columns.get(field, cells):
            reasons.append(reason_of(CellMissing(at=self._columns.header(field))))
            return None
        return self._value(field, cells, reasons, read)

    def _value(
        self, field: FieldName, cells: list[str], reasons: list[Reason], read: Callable[[str, str], T]
    ) -> T | None:
        """The value of a cell, None when it is empty; what is wrong with it is added to `reasons`."""
        text = self._columns.get(field, cells)
        if not text:
            return None
        try:
            return read(text, self._columns.header(field))
        except CellFailure as failure:
            reasons.append(reason_of(failure))
            return None
