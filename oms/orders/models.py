"""Tables of orders. Status, totals and line progress are changed under the order row's lock, never by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant, JsonText, Scaled

TAGGED = text("tags <> '[]'")  # the few orders with a tag have an index of their own; reads say the same words


class SalesOrder(Base):
    """An order. Customer code, name and tier are those of the moment it was taken; amounts in fen."""

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("channel", "external_no"),
        CheckConstraint("net_fen + tax_fen = gross_fen", name="totals"),
        Index("ix_sales_order_customer", "customer_id", "id"),
        Index("ix_sales_order_commercial", "commercial", "id"),
        Index("ix_sales_order_fulfilment", "fulfilment", "id"),
        Index("ix_sales_order_channel", "channel", "id"),
        Index("ix_sales_order_external_no", "external_no"),
        Index("ix_sales_order_tagged", "id", sqlite_where=TAGGED, postgresql_where=TAGGED),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_no: Mapped[str | None] = mapped_column(String(64))
    customer_id: Mapped[int] = mapped_column(BigInteger)
    customer_code: Mapped[str] = mapped_column(String(64))
    customer_name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str] = mapped_column(String(32))
    priority: Mapped[int] = mapped_column(Integer)
    warehouse_id: Mapped[int] = mapped_column(BigInteger)
    warehouse_code: Mapped[str] = mapped_column(String(32))
    commercial: Mapped[str] = mapped_column(String(20))
    fulfilment: Mapped[str] = mapped_column(String(20))
    payment: Mapped[str] = mapped_column(String(20))
    tags: Mapped[list[str]] = mapped_column(JsonText)
    net_fen: Mapped[int] = mapped_column(BigInteger)
    tax_fen: Mapped[int] = mapped_column(BigInteger)
    gross_fen: Mapped[int] = mapped_column(BigInteger)
    discount_percent: Mapped[Decimal] = mapped_column(Scaled)
    line_count: Mapped[int] = mapped_column(Integer)
    urgent: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(Text, default="")
    requested_date: Mapped[date | None] = mapped_column(Date)
    ship_to: Mapped[Any] = mapped_column(JsonText, nullable=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[str] = mapped_column(String(80))
    process_instance_id: Mapped[int | None] = mapped_column(BigInteger)
    credit_since: Mapped[datetime | None] = mapped_column(Instant)  # its credit is being decided since then
    version: Mapped[int] = mapped_column(Integer, default=1)
    updated_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class OrderLine(Base):
    """A line. `unit_price` before discount, in yuan including VAT; reserved and shipped never exceed quantity."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("reserved >= 0 AND shipped >= 0 AND reserved + shipped <= quantity", name="progress"),
        CheckConstraint("net_fen + tax_fen = gross_fen", name="totals"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    sku: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    uom: Mapped[str] = mapped_column(String(16))
    quantity: Mapped[Decimal] = mapped_column(Scaled)
    unit_price: Mapped[Decimal] = mapped_column(Scaled)
    discount_percent: Mapped[Decimal] = mapped_column(Scaled)
    vat_rate: Mapped[Decimal] = mapped_column(Scaled)
    net_fen: Mapped[int] = mapped_column(BigInteger)
    tax_fen: Mapped[int] = mapped_column(BigInteger)
    gross_fen: Mapped[int] = mapped_column(BigInteger)
    reserved: Mapped[Decimal] = mapped_column(Scaled)
    shipped: Mapped[Decimal] = mapped_column(Scaled)


class NumberCounter(Base):
    """The next order number of a day. `slot` spreads parallel transactions over several rows."""

    __tablename__ = "number_counter"

    day: Mapped[str] = mapped_column(String(6), primary_key=True)
    slot: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)
