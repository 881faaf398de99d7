"""Table of products. A SKU is a string, compared exactly: 00123 is not 123, 85123A is not 85123a."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant, Scaled


class Product(Base):
    """Something that is sold. `sku_key` finds near misses, it is not unique; `vat_rate` 0.13 means 13 %."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("uom_decimals BETWEEN 0 AND 6", name="uom_decimals"),
        CheckConstraint("vat_rate >= 0 AND vat_rate < 1000000", name="vat_rate"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64), unique=True)
    sku_key: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    uom: Mapped[str] = mapped_column(String(16))
    uom_decimals: Mapped[int] = mapped_column(Integer)
    vat_rate: Mapped[Decimal] = mapped_column(Scaled)
    status: Mapped[str] = mapped_column(String(16))
    allow_backorder: Mapped[bool] = mapped_column(default=False)
    weight_grams: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
