"""Reads of orders: one with its lines, several by id, what processes need to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Select, bindparam, select

from kit.compiled import Compiled, among
from kit.db import Reader, Tx
from oms.orders import errors, rules
from oms.orders.models import OrderLine, SalesOrder

_LOCKED = "locked orders"
_AS_WRITTEN = {str, int, bool, list, datetime}  # types that come back from the database as they went in


@dataclass(frozen=True)
class OrderRecord:
    """An order without its lines; amounts in fen, discount in percent."""

    id: int
    number: str
    channel: str
    external_no: str | None
    customer_id: int
    customer_code: str
    customer_name: str
    tier: str
    priority: int
    warehouse_id: int
    warehouse_code: str
    commercial: str
    fulfilment: str
    payment: str
    tags: list[str]
    net_fen: int
    tax_fen: int
    gross_fen: int
    discount_percent: Decimal
    line_count: int
    urgent: bool
    remark: str
    requested_date: date | None
    ship_to: dict[str, Any] | None
    content_hash: str
    submitted_by: str
    process_instance_id: int | None
    credit_since: datetime | None
    version: int
    updated_by: str
    created_at: datetime
    updated_at: datetime

    @property
    def step(self) -> int:
        """How far it is, 0 to 8 (rules.step)."""
        return rules.step(self.commercial, self.fulfilment, in_credit=self.credit_since is not None)


@dataclass(frozen=True)
class LineRecord:
    """A line; unit price in yuan including VAT, before discount."""

    line_no: int
    sku: str
    name: str
    uom: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    vat_rate: Decimal
    net_fen: int
    tax_fen: int
    gross_fen: int
    reserved: Decimal
    shipped: Decimal


_NAMES = tuple(OrderRecord.__dataclass_fields__)
_COLUMNS = tuple(getattr(SalesOrder, name) for name in _NAMES)
_LINE_COLUMNS = tuple(getattr(OrderLine, name) for name in LineRecord.__dataclass_fields__)
_SELECT_BY_ID = select(*_COLUMNS).where(SalesOrder.id == bindparam("order_id"))
_BY_ID = Compiled(_SELECT_BY_ID)
_BY_ID_LOCKED = Compiled(_SELECT_BY_ID.with_for_update())
_BY_IDS = Compiled(select(*_COLUMNS).where(among(SalesOrder.id, "order_ids")))
_BY_EXTERNAL = Compiled(
    select(*_COLUMNS).where(
        SalesOrder.channel == bindparam("channel"), SalesOrder.external_no == bindparam("external_no")
    )
)
_LINES = Compiled(select(*_LINE_COLUMNS).where(OrderLine.order_id == bindparam("order_id")).order_by(OrderLine.line_no))


def order(reader: Reader | Tx, order_id: int) -> OrderRecord:
    """The order; raises OrderUnknown."""
    if isinstance(reader, Tx) and (found := _known(reader).get(order_id)) is not None:
        return found
    return _one(_BY_ID.one(reader, {"order_id": order_id}))


def locked(tx: Tx, order_id: int) -> OrderRecord:
    """The order, its row locked until the transaction ends; raises OrderUnknown.

    Read once in a transaction: each of the handlers of one advance asks for it, and nobody else can change it.
    """
    known = _known(tx)
    if order_id not in known:
        known[order_id] = _one(_BY_ID_LOCKED.one(tx, {"order_id": order_id}))
    return known[order_id]


def changed(tx: Tx, order: OrderRecord, values: Mapping[str, Any]) -> None:
    """What is known of a locked order after `values` were written; what is not read as it was written is forgotten."""
    if all(value is None or type(value) in _AS_WRITTEN for value in values.values()):
        _known(tx)[order.id] = _made({**vars(order), **values})
    else:
        forget(tx, order.id)


def forget(tx: Tx, order_id: int) -> None:
    """It is read again when it is next wanted."""
    _known(tx).pop(order_id, None)


def _known(tx: Tx) -> dict[int, OrderRecord]:
    """Locked orders as this transaction left them. Emptied when a savepoint is undone: its locks are gone, too."""
    known: Any = tx.memo.setdefault(_LOCKED, {})
    return cast(dict[int, OrderRecord], known)


def orders(reader: Reader | Tx, order_ids: Collection[int]) -> dict[int, OrderRecord]:
    """Those of these orders that exist: for the cards of a task list."""
    if not order_ids:
        return {}
    return {row[0]: _one(row) for row in _BY_IDS.rows(reader, {"order_ids": list(order_ids)})}


def lines(reader: Reader | Tx, order_id: int) -> list[LineRecord]:
    """The order's lines by number."""
    return [LineRecord(*row) for row in _LINES.rows(reader, {"order_id": order_id})]


def find_external(reader: Reader | Tx, channel: str, external_no: str) -> OrderRecord | None:
    """The order with this number of the channel, or None."""
    row = _BY_EXTERNAL.one(reader, {"channel": channel, "external_no": external_no})
    return _one(row) if row else None


def matching(reader: Reader | Tx, ids: Select[int]) -> list[OrderRecord]:
    """The orders whose ids `ids` gives, newest first."""
    wanted = ids.subquery()
    found = select(*_COLUMNS).join(wanted, SalesOrder.id == wanted.c.id).order_by(SalesOrder.id.desc())
    return [_one(row) for row in reader.connection.execute(found)]


def _one(row: Sequence[Any] | None) -> OrderRecord:
    if row is None:
        raise errors.OrderUnknown
    return _made(zip(_NAMES, row, strict=True))


def _made(fields: Any) -> OrderRecord:
    """Past the constructor, which sets the fields of a frozen record one by one: of thirty that is dear."""
    record = object.__new__(OrderRecord)
    vars(record).update(fields)
    return record
