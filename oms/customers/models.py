"""Table of customers: identity, the facts a tier is decided from, and whether orders are refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant


class Customer(Base):
    """Who buys. `code` keeps its case; `code_key` makes it unique in any case. `tier` is the last one decided."""

    __tablename__ = "customer"
    __table_args__ = (CheckConstraint("revenue_12m_fen >= 0 AND overdue_fen >= 0", name="facts"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(64))
    code_key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8))
    region: Mapped[str] = mapped_column(String(64), default="")
    tier: Mapped[str] = mapped_column(String(32))
    priority: Mapped[int] = mapped_column(Integer)
    manual_tier: Mapped[str | None] = mapped_column(String(32))
    revenue_12m_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    overdue_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    contract: Mapped[bool] = mapped_column(default=False)
    service_user: Mapped[str | None] = mapped_column(String(64))
    blocked: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
