"""Tables of logistics: one shipment per order and job, what carriers reported about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant


class Shipment(Base):
    """A parcel. `job_key` is the idempotency key it was booked under; `rank` only rises."""

    __tablename__ = "shipment"
    __table_args__ = (
        UniqueConstraint("order_id", "job_key"),
        UniqueConstraint("carrier", "waybill"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(BigInteger, index=True)
    job_key: Mapped[str] = mapped_column(String(80))
    carrier: Mapped[str] = mapped_column(String(40))
    waybill: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    rank: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)


class CarrierAsked(Base):
    """A carrier that was chosen for the parcel and asked for a waybill: it may hold one that we never heard of."""

    __tablename__ = "carrier_asked"

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    carrier: Mapped[str] = mapped_column(String(40), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)


class TrackingEvent(Base):
    """What a carrier told once; the same event again is the same row."""

    __tablename__ = "tracking_event"
    __table_args__ = (UniqueConstraint("carrier", "waybill", "code", "occurred_at"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    carrier: Mapped[str] = mapped_column(String(40))
    waybill: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
