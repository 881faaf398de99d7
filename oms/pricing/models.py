"""Table of the price list: one row per product, prices in yuan including VAT, exact to a millionth."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant, Scaled


class PriceItem(Base):
    """What a product costs. Without floor or ceiling, that side is open."""

    __tablename__ = "price_item"
    __table_args__ = (
        CheckConstraint("list_price >= 0", name="list_price"),
        CheckConstraint("floor_price IS NULL OR floor_price BETWEEN 0 AND list_price", name="floor_price"),
        CheckConstraint("ceiling_price IS NULL OR ceiling_price >= list_price", name="ceiling_price"),
    )

    product_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(64), unique=True)
    list_price: Mapped[Decimal] = mapped_column(Scaled)
    floor_price: Mapped[Decimal | None] = mapped_column(Scaled)
    ceiling_price: Mapped[Decimal | None] = mapped_column(Scaled)
    version: Mapped[int] = mapped_column(Integer, default=1)
    updated_at: Mapped[datetime] = mapped_column(Instant)
