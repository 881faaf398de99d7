"""Order files: hand one in, watch it, fetch what was refused."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

import samples
from api import guard, idempotent, named_files
from api.guard import By
from api.permissions import V1
from api.shapes import imports as shapes
from api.shapes.values import Cursor, Limit, RowId
from handlers import imports
from integrations.files import mapping as mappings
from oms.imports import queries

router = guard.router(f"{V1}/imports")
MAPPINGS = Path(samples.__path__[0]) / "mappings"
CHUNK = 1024 * 1024


@router.post("", status_code=202)
def hand_in(
    by: By,
    file: Annotated[UploadFile, File()],
    mapping: Annotated[str, Form(max_length=80)] = "online-retail",
    dry_run: Annotated[bool, Form()] = False,
    key: idempotent.Key = None,
) -> shapes.Import:
    """Import a CSV or XLSX file in the background. The same file again finds its old import: nothing happens twice."""
    rules = mappings.by_name(mapping, MAPPINGS)
    name = named_files.bare(file.filename)
    folder = by.services.settings.data_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=PurePath(name).suffix[:10]) as copy:
        digest = hashlib.sha256()
        while chunk := file.file.read(CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        idempotent.remember(by, "POST /imports", key, [mapping, dry_run, digest.hexdigest()], status=202)
        job = imports.open_import(
            by.services.database,
            Path(copy.name),
            rules,
            folder=folder,
            file_name=name,
            dry_run=dry_run,
            actor=by.account.actor,
        )
    by.services.imports.submit(job.id)
    return shapes.job(job, by.language)


@router.get("")
def page(by: By, cursor: Cursor | None = None, limit: Limit = 20) -> shapes.Imports:
    """Newest first."""
    with by.read() as reader:
        found = queries.jobs(reader, cursor=cursor, limit=limit)
    jobs = [shapes.job(record, by.language) for record in found.items]
    return shapes.Imports(items=jobs, next_cursor=found.next_cursor)


@router.get("/{id}")
def show(by: By, id: RowId) -> shapes.Import:
    with by.read() as reader:
        return shapes.job(queries.job(reader, id), by.language)


@router.get("/{id}/rejects.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def rejects(by: By, id: RowId) -> Response:
    """The refused rows with their reasons, as a file that can be corrected and handed in again."""
    lines = imports.reject_lines(by.services.database, id)
    headers = {"content-disposition": f'attachment; filename="rejects-{id}.csv"'}
    return StreamingResponse(map(str.encode, lines), media_type="text/csv; charset=utf-8", headers=headers)
