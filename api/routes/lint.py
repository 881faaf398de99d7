"""Judges drafts before they are deployed: the findings of `orderflow lint`, over what is deployed already."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api import failures, guard, named_files
from api.guard import By, Caller
from api.permissions import V1
from api.shapes import findings as shapes
from engine import definitions, runtime, validation

router = guard.router(V1)
JSON, MULTIPART = "application/json", "multipart/form-data"
_FILES = {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}, "minItems": 1}
_UPLOAD = {"type": "object", "required": ["files"], "properties": {"files": _FILES}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": shapes.DraftFiles.model_json_schema()},
            MULTIPART: {"schema": _UPLOAD},
        },
    }
}


@router.post("/definitions/lint", openapi_extra=BODY)
async def lint(by: By, request: Request) -> shapes.LintReport:
    """Findings about files that are judged as one deployment; 200 also with errors, and nothing is kept. What they
    refer to may be among them or deployed already."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == JSON:
        sources = _texts(await request.json())
    elif kind == MULTIPART:
        sources = await _uploads(request)
    else:
        raise failures.MediaTypeWrong(wanted=f"{JSON} / {MULTIPART}")
    return await run_in_threadpool(report, by, sources)


def report(by: Caller, sources: dict[str, bytes]) -> shapes.LintReport:
    """What is wrong or doubtful about these files, over what is deployed."""
    with by.read() as reader:
        around = definitions.all_sources(reader)
        groups, now = runtime.of(reader).groups, reader.now
    return shapes.report(validation.lint(sources, around=around, groups=groups, now=now))


def _texts(body: Any) -> dict[str, bytes]:
    try:
        given = shapes.DraftFiles.model_validate(body)
    except ValidationError as fault:
        raise _invalid(list(fault.errors())) from None
    return named_files.encoded(given.files)


async def _uploads(request: Request) -> dict[str, bytes]:
    async with request.form() as form:
        files = [part for part in form.getlist("files") if not isinstance(part, str)]
        if not files:
            raise _invalid([{"type": "missing", "loc": ("files",)}])
        return named_files.by_name([(named_files.bare(file.filename), await file.read()) for file in files])


def _invalid(faults: list[Any]) -> RequestValidationError:
    return RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults])
