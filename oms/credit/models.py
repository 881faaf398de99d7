"""Tables of credit, amounts in fen. The account row is the lock: every change of exposure is one UPDATE of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import append_only
from kit.tables import Base, Instant


class CreditAccount(Base):
    """What a customer may owe. exposure = used (delivered, unpaid) + frozen (open orders).

    `allowance_fen` is how far exposure may exceed the limit: what overrides let through, or what was open
    when the limit was lowered. It shrinks with the exposure and never grows by itself.
    """

    __tablename__ = "credit_account"
    __table_args__ = (
        CheckConstraint("limit_fen >= 0 AND used_fen >= 0 AND frozen_fen >= 0", name="not_negative"),
        CheckConstraint("allowance_fen >= 0", name="allowance"),
        CheckConstraint("used_fen + frozen_fen <= limit_fen + allowance_fen", name="within_limit"),
    )

    customer_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    limit_fen: Mapped[int] = mapped_column(BigInteger)
    used_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    frozen_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    allowance_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)


class CreditFreeze(Base):
    """What one order holds of its customer's credit; `active` false once released."""

    __tablename__ = "credit_freeze"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount"),)

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(BigInteger, index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column(Instant)


class CreditOverride(Base):
    """Risk control lets one order exceed the limit by at most `amount_fen`, once, until `expires_at`."""

    __tablename__ = "credit_override"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        Index("ix_credit_override_order", "order_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[int] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class CreditEntry(Base):
    """The ledger: one row per change of an account, numbered by the account's version, never changed."""

    __tablename__ = "credit_entry"

    customer_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    override_id: Mapped[int | None] = mapped_column(BigInteger)
    limit_fen: Mapped[int] = mapped_column(BigInteger)
    used_fen: Mapped[int] = mapped_column(BigInteger)
    frozen_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)


append_only.protect(Base.metadata.tables["credit_entry"])
