"""Imports of order files."""

from __future__ import annotations

from api.shapes.values import Moment, Out
from kit.errors import Language
from oms.imports import queries
from oms.imports.rules import Outcome


class Import(Out):
    """A file on its way in: `total` orders once it was read through, `done` of them decided."""

    id: str
    status: str
    total: int
    rows: int
    done: int
    created: int
    rejected: int
    counts: dict[str, int]
    filename: str | None
    mapping: str | None
    dry_run: bool
    error: str | None
    started_by: str
    created_at: Moment
    finished_at: Moment | None


class Imports(Out):
    """A page, newest first."""

    items: list[Import]
    next_cursor: str | None


def job(record: queries.ImportRecord, language: Language) -> Import:
    return Import(
        id=str(record.id),
        status=record.status,
        total=record.total,
        rows=record.rows,
        done=record.done,
        created=record.count(Outcome.CREATED),
        rejected=record.count(Outcome.REJECTED),
        counts=record.counts,
        filename=record.file_name,
        mapping=record.mapping,
        dry_run=record.dry_run,
        error=record.why(language),
        started_by=record.started_by,
        created_at=record.created_at,
        finished_at=record.finished_at,
    )
