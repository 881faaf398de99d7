"""Tables of inventory. A stock row is changed by guarded UPDATEs only, each with one row in the ledger."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import append_only
from kit.tables import Base, Instant, Scaled


class Warehouse(Base):
    """A place with stock. `own`: our people pick; `third_party`: it picks by itself."""

    __tablename__ = "warehouse"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16))
    is_default: Mapped[bool] = mapped_column(default=False)


class StockLevel(Base):
    """What of a SKU lies in a warehouse and how much of it is promised. `version` numbers its movements."""

    __tablename__ = "stock_level"
    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="reserved_within_on_hand"),
    )

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(String(64), primary_key=True)
    on_hand: Mapped[Decimal] = mapped_column(Scaled)
    reserved: Mapped[Decimal] = mapped_column(Scaled)
    bin: Mapped[str] = mapped_column(String(32), default="")
    version: Mapped[int] = mapped_column(Integer, default=0)


class StockMovement(Base):
    """The ledger: what changed and the balances after it. Numbered per stock row, never changed."""

    __tablename__ = "stock_movement"

    warehouse_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    on_hand_change: Mapped[Decimal] = mapped_column(Scaled)
    reserved_change: Mapped[Decimal] = mapped_column(Scaled)
    on_hand_after: Mapped[Decimal] = mapped_column(Scaled)
    reserved_after: Mapped[Decimal] = mapped_column(Scaled)
    order_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)


class Reservation(Base):
    """What an order holds of a SKU in a warehouse; `quantity` is what is still held, 0 once issued or released."""

    __tablename__ = "reservation"
    __table_args__ = (CheckConstraint("quantity >= 0 AND issued >= 0", name="not_negative"),)

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    warehouse_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(Scaled)
    issued: Mapped[Decimal] = mapped_column(Scaled)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class StockWait(Base):
    """An order that waits for stock: the backorder queue, highest priority first, then oldest."""

    __tablename__ = "stock_wait"
    __table_args__ = (Index("ix_stock_wait_queue", "warehouse_id", "sku"),)

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    warehouse_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(Scaled)
    priority: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(Instant)


class PickList(Base):
    """What to take from the shelves for one order."""

    __tablename__ = "pick_list"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    warehouse_id: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)
    picked_at: Mapped[datetime | None] = mapped_column(Instant)
    picked_by: Mapped[str | None] = mapped_column(String(80))


class PickLine(Base):
    """One SKU of a pick list, in walking order of the bins."""

    __tablename__ = "pick_line"

    pick_list_id: Mapped[int] = mapped_column(ForeignKey("pick_list.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    sku: Mapped[str] = mapped_column(String(64))
    bin: Mapped[str] = mapped_column(String(32))
    quantity: Mapped[Decimal] = mapped_column(Scaled)


append_only.protect(Base.metadata.tables["stock_movement"])
