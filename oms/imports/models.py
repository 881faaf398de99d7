"""Tables of imports. A job counts nothing: what is done is the set of its items, so that no row is hot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.tables import Base, Instant, JsonText


class ImportJob(Base):
    """One file under one mapping. The same file again finds the same job by its fingerprint."""

    __tablename__ = "import_job"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(String(160), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_path: Mapped[str] = mapped_column(String(500))
    mapping: Mapped[str] = mapped_column(String(80))
    dry_run: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(16))
    total: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(String(500))  # in Chinese
    error_en: Mapped[str | None] = mapped_column(String(500))
    started_by: Mapped[str] = mapped_column(String(80))
    started_by_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class ImportItem(Base):
    """One order of the file that is done with; written in the transaction that creates the order."""

    __tablename__ = "import_item"
    __table_args__ = (Index("ix_import_item_outcome", "job_id", "outcome"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    external_no: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    order_id: Mapped[int | None] = mapped_column(BigInteger)


class ImportReject(Base):
    """One refused row of the file as it was, with its reasons ({code, column, zh, en})."""

    __tablename__ = "import_reject"

    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    external_no: Mapped[str] = mapped_column(String(64))
    cells: Mapped[Any] = mapped_column(JsonText)
    reasons: Mapped[Any] = mapped_column(JsonText)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
