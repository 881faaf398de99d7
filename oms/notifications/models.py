"""Tables of notifications: a notice is for one user or one group; each reader marks it read for himself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant


class Notification(Base):
    """One notice. `key` says what it is about: the same key makes no second notice."""

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (user_group IS NULL)", name="one_receiver"),
        Index("ix_notification_user", "user_id", "id"),
        Index("ix_notification_group", "user_group", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    user_group: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(16))
    zh: Mapped[str] = mapped_column(String(500))
    en: Mapped[str] = mapped_column(String(500))
    order_id: Mapped[int | None] = mapped_column(BigInteger)
    task_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Instant)


class NotificationRead(Base):
    """A user has read a notice."""

    __tablename__ = "notification_read"

    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    read_at: Mapped[datetime] = mapped_column(Instant)
