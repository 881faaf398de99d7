"""A file as orders: read once to see where each order ends, then once more, one order at a time.

Every row ends up in exactly one place, an order's line or a rejected row, and the amounts of all rows add
up to the file's. Rows of one order need not be together. Both readings are deterministic: an ordinal means
the same order in every run over the same file with the same mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from integrations.files import line_reader
from integrations.files.cells import readable
from integrations.files.columns import Columns
from integrations.files.drafts import (
    DraftLine,
    FileIndex,
    OrderDraft,
    Reason,
    RejectedOrder,
    RejectedRow,
    SkuFacts,
    reason_of,
)
from integrations.files.errors import HeaderConflict, OrderIncomplete
from integrations.files.mapping import ORDER_FIELDS, FieldName, Mapping
from integrations.files.table import Table
from kit.errors import Failure, Rejected

Progress = Callable[[int], None]
PROGRESS_EVERY_ROWS = 5_000


class OrdersFile:
    """One file under one mapping. Raises `errors.FileRefused` when it cannot be read at all."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.mapping = mapping
        self.table = Table(path, delimiter=mapping.delimiter)
        self.columns = Columns(self.table, mapping)
        self._reader = line_reader.LineReader(self.columns, mapping)

    def index(self, progress: Progress | None = None) -> FileIndex:
        """The first reading; `progress` hears the number of rows now and then."""
        found = FileIndex()
        for number, cells in self.table.rows():
            key = self._key(number, cells)
            found.rows += 1
            found.last_row[key] = number
            self._note_amount(found, cells)
            if progress and found.rows % PROGRESS_EVERY_ROWS == 0:
                progress(found.rows)
        return found

    def orders(self, index: FileIndex) -> Iterator[OrderDraft | RejectedOrder]:
        """The second reading, in the order of the orders' last rows."""
        open_orders: dict[str, list[line_reader.ReadRow]] = {}
        ordinal = 0
        for number, cells in self.table.rows():
            key = self._key(number, cells)
            rows = open_orders.setdefault(key, [])
            rows.append(self._reader.read(number, cells))
            if index.last_row[key] == number:
                ordinal += 1
                yield self._order(ordinal, open_orders.pop(key))

    def refuse(self, draft: OrderDraft, failure: Failure) -> RejectedOrder:
        """The draft as a rejection, for what only the business can know; `lines[2].sku` leads to its row."""
        failures = failure.failures if isinstance(failure, Rejected) else [failure]
        own: dict[int, list[Reason]] = {}
        for one in failures:
            row, column = self._place(draft, one.at)
            own.setdefault(row, []).append(Reason(one.code, column, one.message("zh"), one.message("en")))
        rows = [_refused(line, own.get(line.row), min(own)) for line in draft.lines]
        return RejectedOrder(
            ordinal=draft.ordinal,
            external_no=draft.external_no,
            rows=tuple(sorted([*rows, *draft.dropped], key=lambda row: row.number)),
        )

    def _key(self, number: int, cells: list[str]) -> str:
        """What groups rows: the order's number, or the row itself when it has none."""
        return self.columns.get(FieldName.EXTERNAL_NO, cells) or f"\0{number}"

    def _note_amount(self, found: FileIndex, cells: list[str]) -> None:
        price = self.columns.get(FieldName.UNIT_PRICE, cells)
        amount = line_reader.amount_fen(price, self.columns.get(FieldName.QUANTITY, cells))
        if amount is None:
            found.unreadable_rows += 1
            return
        found.amount_fen += amount
        good = line_reader.good_price(price)
        if good is None or amount <= 0:
            return
        sku = self.columns.get(FieldName.SKU, cells)
        name = readable(self.columns.get(FieldName.PRODUCT_NAME, cells))
        known = found.products.setdefault(sku, SkuFacts(name, good))
        known.name = known.name or name

    def _order(self, ordinal: int, rows: list[line_reader.ReadRow]) -> OrderDraft | RejectedOrder:
        external_no = self.columns.get(FieldName.EXTERNAL_NO, list(rows[0].cells))
        if rule := self._reject_rule(rows[0]):
            return RejectedOrder(ordinal=ordinal, external_no=external_no, rows=_all(rows, rule))
        self._check_agreement(rows)
        bad = [row for row in rows if row.reasons]
        if bad and (self.mapping.bad_line == "reject_order" or len(bad) == len(rows)):
            first = bad[0].number
            refused = tuple(row.rejected(_incomplete(first)) for row in rows)
            return RejectedOrder(ordinal=ordinal, external_no=external_no, rows=refused)
        lines = tuple(line for row in rows if not row.reasons for line in [row.line] if line)
        dropped = tuple(row.rejected(_incomplete(row.number)) for row in bad)
        good = next(row for row in rows if not row.reasons)
        return self._draft(ordinal, good, lines, dropped)

    def _draft(
        self,
        ordinal: int,
        row: line_reader.ReadRow,
        lines: tuple[DraftLine, ...],
        dropped: tuple[RejectedRow, ...],
    ) -> OrderDraft:
        cells = list(row.cells)
        get = self.columns.get
        return OrderDraft(
            ordinal=ordinal,
            external_no=get(FieldName.EXTERNAL_NO, cells),
            customer_code=get(FieldName.CUSTOMER_CODE, cells),
            customer_name=get(FieldName.CUSTOMER_NAME, cells),
            region=get(FieldName.REGION, cells),
            warehouse_code=get(FieldName.WAREHOUSE_CODE, cells) or self.mapping.warehouse,
            remark=get(FieldName.REMARK, cells),
            urgent=row.urgent,
            ordered_at=row.ordered_at,
            lines=lines,
            dropped=dropped,
        )

    def _reject_rule(self, row: line_reader.ReadRow) -> Reason | None:
        for rule in self.mapping.reject:
            if rule.matches(self.columns.get(rule.column, list(row.cells))):
                return Reason(rule.code, self.columns.header(rule.column), rule.zh, rule.en)
        return None

    def _check_agreement(self, rows: list[line_reader.ReadRow]) -> None:
        """Rows of one order say the same about it; a row that does not gets a reason."""
        first = rows[0]
        for field in ORDER_FIELDS:
            said = self.columns.get(field, list(first.cells))
            for row in rows[1:]:
                value = self.columns.get(field, list(row.cells))
                if value != said:
                    header = self.columns.header(field)
                    conflict = HeaderConflict(at=header, value=value[:40], first=said[:40], row=first.number)
                    row.reasons.append(reason_of(conflict))

    def _place(self, draft: OrderDraft, at: str) -> tuple[int, str]:
        """Row number and column of a place such as lines[2].sku; the order's own fields lead to its first row."""
        path, _, name = at.rpartition(".")
        line = draft.lines[0]
        if path.startswith("lines[") and path[6:-1].isdigit() and int(path[6:-1]) < len(draft.lines):
            line = draft.lines[int(path[6:-1])]
        known = name in FieldName.__members__.values()
        return line.row, self.columns.header(FieldName(name)) if known else name


def _refused(line: DraftLine, own: list[Reason] | None, bad_row: int) -> RejectedRow:
    return RejectedRow(line.row, line.cells, tuple(own or [_incomplete(bad_row)]), line.amount_fen)


def _all(rows: list[line_reader.ReadRow], reason: Reason) -> tuple[RejectedRow, ...]:
    return tuple(RejectedRow(row.number, row.cells, (reason,), row.amount_fen) for row in rows)


def _incomplete(row: int) -> Reason:
    return reason_of(OrderIncomplete(row=row))
