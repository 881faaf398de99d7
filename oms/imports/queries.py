"""Reads of imports: jobs with their progress, what is done, refused rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from kit import pagination
from kit.db import Reader, Tx
from kit.errors import Language
from oms.imports import errors
from oms.imports.models import ImportItem, ImportJob, ImportReject
from oms.imports.rules import Outcome

LARGEST_PAGE = 200
REJECTS_AT_ONCE = 1_000


@dataclass(frozen=True)
class ImportRecord:
    """A job; `total` orders in `rows` rows are known once the file was read through."""

    id: int
    file_name: str
    file_path: str
    mapping: str
    dry_run: bool
    status: str
    total: int
    rows: int
    error: str | None
    error_en: str | None
    started_by: str
    started_by_id: int
    created_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]

    def why(self, language: Language) -> str | None:
        """Why it failed. Jobs that failed long ago know it in Chinese only."""
        return self.error if language == "zh" else self.error_en or self.error

    @property
    def done(self) -> int:
        """Orders of the file that are done with."""
        return sum(self.counts.values())

    def count(self, outcome: Outcome) -> int:
        """How many orders of the file ended so."""
        return self.counts.get(outcome, 0)


@dataclass(frozen=True)
class Reject:
    """A refused row; `reasons` as {code, column, zh, en}."""

    row: int
    external_no: str
    cells: list[str]
    reasons: list[dict[str, str]]
    amount_fen: int | None


_FIELDS = [name for name in ImportRecord.__dataclass_fields__ if name != "counts"]
_COLUMNS = tuple(getattr(ImportJob, name) for name in _FIELDS)


def job(reader: Reader | Tx, job_id: int) -> ImportRecord:
    """The job with its progress; raises ImportUnknown."""
    row = reader.connection.execute(_jobs().where(ImportJob.id == job_id)).one_or_none()
    if row is None:
        raise errors.ImportUnknown
    return _record(reader, row)


def unfinished(reader: Reader | Tx) -> list[ImportRecord]:
    """Jobs that a restart has to take up again, oldest first."""
    rows = reader.connection.execute(_jobs().where(ImportJob.finished_at.is_(None)).order_by(ImportJob.id))
    return [_record(reader, row) for row in rows.all()]


def jobs(reader: Reader | Tx, *, cursor: str | None = None, limit: int = 20) -> pagination.Page[ImportRecord]:
    """Jobs, newest first, a page of `limit`."""
    statement = _jobs().order_by(ImportJob.id.desc())
    if cursor:
        (last,) = pagination.decode_cursor(cursor, 1)
        if not isinstance(last, int):
            raise pagination.BadCursor(at="cursor")
        statement = statement.where(ImportJob.id < last)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = reader.connection.execute(statement.limit(limit + 1)).all()
    found = [_record(reader, row) for row in rows[:limit]]
    after = pagination.encode_cursor((found[-1].id,)) if len(rows) > limit else None
    return pagination.Page(found, after)


def done_ordinals(reader: Reader | Tx, job_id: int) -> set[int]:
    """Which orders of the file are done: what a run after a crash skips."""
    return set(reader.connection.scalars(select(ImportItem.ordinal).where(ImportItem.job_id == job_id)))


def rejects(reader: Reader | Tx, job_id: int) -> Iterator[Reject]:
    """All refused rows in the order of the file, read in portions."""
    last = -1
    while portion := rejects_after(reader, job_id, last):
        yield from portion
        last = portion[-1].row


def rejects_after(reader: Reader | Tx, job_id: int, row: int) -> list[Reject]:
    """The next portion of refused rows behind this one, empty behind the last. They are never changed, so each portion
    may be read in a transaction of its own."""
    columns = (
        ImportReject.row,
        ImportReject.external_no,
        ImportReject.cells,
        ImportReject.reasons,
        ImportReject.amount_fen,
    )
    statement = (
        select(*columns)
        .where(ImportReject.job_id == job_id, ImportReject.row > row)
        .order_by(ImportReject.row)
        .limit(REJECTS_AT_ONCE)
    )
    return [Reject(*found) for found in reader.connection.execute(statement)]


def _jobs() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS)


def _record(reader: Reader | Tx, row: Row[*tuple[Any, ...]]) -> ImportRecord:
    counted = select(ImportItem.outcome, func.count()).where(ImportItem.job_id == row.id).group_by(ImportItem.outcome)
    counts = {outcome: number for outcome, number in reader.connection.execute(counted)}
    return ImportRecord(**row._mapping, counts=counts)
