"""Runs the books of an import: the job, and one item per order of the file in the order's own transaction.

A crash loses nothing and doubles nothing: an item exists if and only if its order was committed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from kit import audit, broadcast, ids
from kit.db import Tx
from kit.errors import Failure
from kit.insert_once import insert_once
from oms.imports import errors, queries
from oms.imports.models import ImportItem, ImportJob, ImportReject
from oms.imports.rules import ImportStatus, Outcome


@dataclass(frozen=True, kw_only=True)
class NewImport:
    """A file to import. `fingerprint` is the hash of its bytes; it lies at `file_path`."""

    fingerprint: str
    file_name: str
    file_path: str
    mapping: str
    dry_run: bool = False


def open_job(tx: Tx, new: NewImport) -> queries.ImportRecord:
    """The job for this file under this mapping; a file that came before finds its old job. Dry runs are always new."""
    job_id = ids.new_id()
    suffix = f":dry:{job_id}" if new.dry_run else ""
    fingerprint = f"{new.fingerprint}:{new.mapping}{suffix}"
    row = {
        "id": job_id,
        "fingerprint": fingerprint,
        "file_name": new.file_name[:200],
        "file_path": new.file_path,
        "mapping": new.mapping,
        "dry_run": new.dry_run,
        "status": ImportStatus.WAITING,
        "total": 0,
        "rows": 0,
        "started_by": tx.actor.name,
        "started_by_id": tx.actor.id,
        "created_at": tx.now,
    }
    if insert_once(tx, ImportJob, row):
        audit.record(tx, job_id, "import.opened", subject=new.file_name[:120], fresh=True)
        return queries.job(tx, job_id)
    known = select(ImportJob.id).where(ImportJob.fingerprint == fingerprint)
    return queries.job(tx, tx.connection.execute(known).scalar_one())


def start(tx: Tx, job_id: int, *, total: int, rows: int) -> None:
    """The file was read through: so many orders in so many rows. May run again after a crash."""
    _change(tx, job_id, status=ImportStatus.RUNNING, total=total, rows=rows)


def record_order(tx: Tx, job_id: int, ordinal: int, external_no: str, outcome: Outcome, order_id: int | None) -> None:
    """One order of the file is done, in the transaction that created it. Raises ItemDoneTwice."""
    row = {"job_id": job_id, "ordinal": ordinal, "external_no": external_no[:64]}
    if not insert_once(tx, ImportItem, {**row, "outcome": outcome, "order_id": order_id}):
        raise errors.ItemDoneTwice(ordinal=ordinal)


def record_rejected(tx: Tx, job_id: int, ordinal: int, external_no: str, rows: Sequence[queries.Reject]) -> None:
    """One order of the file is refused, with all of its rows. Raises ItemDoneTwice."""
    record_order(tx, job_id, ordinal, external_no, Outcome.REJECTED, None)
    record_dropped(tx, job_id, rows)


def record_dropped(tx: Tx, job_id: int, rows: Sequence[queries.Reject]) -> None:
    """Refused rows of an order that is taken in without them, in the transaction that does so."""
    values = [
        {
            "job_id": job_id,
            "row": reject.row,
            "external_no": reject.external_no[:64],
            "cells": list(reject.cells),
            "reasons": reject.reasons,
            "amount_fen": reject.amount_fen,
        }
        for reject in rows
    ]
    if values:
        tx.connection.execute(insert(ImportReject), values)


def finish(tx: Tx, job_id: int) -> queries.ImportRecord:
    """Every order of the file is done. May run twice."""
    job = queries.job(tx, job_id)
    if job.status != ImportStatus.FINISHED:
        _change(tx, job_id, status=ImportStatus.FINISHED, finished_at=tx.now)
        audit.record(tx, job_id, "import.finished", subject=job.file_name[:120], after=dict(job.counts))
    return queries.job(tx, job_id)


def fail(tx: Tx, job_id: int, refused: Failure) -> None:
    """The file cannot be read: nothing of it was or will be imported."""
    told, told_en = _kept(refused.message("zh")), _kept(refused.message("en"))
    _change(tx, job_id, status=ImportStatus.FAILED, error=told, error_en=told_en, finished_at=tx.now)
    audit.record(tx, job_id, "import.failed", subject=str(job_id), after={"error": told})


def _kept(text: str) -> str:
    return text.replace("\0", "\ufffd")[:500]  # PostgreSQL keeps no NUL in texts


def _change(tx: Tx, job_id: int, **values: object) -> None:
    changed = tx.connection.execute(update(ImportJob).where(ImportJob.id == job_id).values(**values))
    if not changed.rowcount:
        raise errors.ImportUnknown
    broadcast.announce(tx, "imports", {"import_id": str(job_id)})
