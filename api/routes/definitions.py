"""Deployed processes and decisions, new deployments, and the handlers that diagrams may name."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import File, Form, Path, Query, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from api import guard, idempotent, named_files
from api.guard import By
from api.permissions import V1
from api.shapes import processes as shapes
from engine import decisions, definitions, errors, runtime, topics
from kit import audit, ids
from kit.db import Tx
from kit.errors import Language

router = guard.router(V1)
ProcessId = Annotated[str, Path(max_length=120)]
XML: dict[int | str, dict[str, Any]] = {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@router.get("/definitions")
def page(by: By) -> shapes.Definitions:
    with by.read() as reader:
        found, texts = definitions.page(reader), runtime.texts(reader, by.language)
    return shapes.Definitions(items=[shapes.definition(view, texts) for view in found], next_cursor=None)


@router.get("/definitions/{process_id}")
def show(by: By, process_id: ProcessId) -> shapes.Definition:
    with by.read() as reader:
        found, texts = definitions.page(reader), runtime.texts(reader, by.language)
    for view in found:
        if view.process_id == process_id:
            return shapes.definition(view, texts)
    raise errors.UnknownProcess(process=process_id)


@router.get("/definitions/{process_id}/xml", response_class=Response, responses=XML)
def xml(by: By, process_id: ProcessId, version: Version = None) -> Response:
    """The file as it was deployed."""
    with by.read() as reader:
        content = definitions.xml(reader, process_id, version)
    return Response(content, media_type="application/xml")


@router.get("/texts")
def drawn_texts(by: By) -> shapes.DrawnTexts:
    """The words of Accept-Language for what diagrams say, to show a diagram with."""
    with by.read() as reader:
        return shapes.DrawnTexts(texts=runtime.texts(reader, by.language).said)


@router.post("/deployments", status_code=201, response_model=shapes.Deployment)
async def deploy(
    by: By,
    files: Annotated[list[UploadFile], File()],
    reason: Annotated[str, Form(max_length=2000)],
    key: idempotent.Key = None,
) -> Response:
    """Deploy *.bpmn, *.dmn, *.schema.json and texts.*.csv; one fault refuses all of them. Running instances stay as
    they are, but for the words."""
    sources = named_files.by_name([(named_files.bare(file.filename), await file.read()) for file in files])
    content = [reason, *(f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in sorted(sources.items()))]

    def work(tx: Tx) -> shapes.Deployment:
        note = audit.require_reason(reason)
        return deployment(definitions.deploy(tx, sources, note=note), by.language)

    await run_in_threadpool(_read_ahead, by)
    return await idempotent.create(by, "POST /deployments", key, content, work)


def _read_ahead(by: By) -> None:
    with by.read() as reader:
        definitions.read_ahead(reader)


@router.get("/decisions")
def all_decisions(by: By) -> shapes.Decisions:
    """Every deployed decision in its newest version."""
    with by.read() as reader:
        files = definitions.sources(reader, "decision")
    items = [
        shapes.Decision(id=one.id, name=one.name, filename=name, inputs=list(one.inputs), outputs=list(one.outputs))
        for name, content in sorted(files.items())
        for one in decisions.load_model(content, name).decisions
    ]
    return shapes.Decisions(items=items, next_cursor=None)


@router.get("/handlers")
def all_handlers(by: By) -> shapes.Handlers:
    """Every topic that a service task may name."""
    items = [shapes.handler(topics.REGISTRY[topic]) for topic in sorted(topics.REGISTRY)]
    return shapes.Handlers(items=items, next_cursor=None)


def deployment(done: definitions.Deployment, spoken: Language) -> shapes.Deployment:
    return shapes.Deployment(
        id=str(ids.new_id()),
        definitions=[shapes.DeployedFile(**vars(item)) for item in done.definitions],
        findings=[_finding(finding, spoken) for finding in done.findings],
    )


def _finding(finding: Any, spoken: Language) -> shapes.Finding:
    message = f"{finding.zh} {finding.remedy_zh}" if spoken == "zh" else f"{finding.en} {finding.remedy_en}"
    at = f"{finding.file}:{finding.line} {finding.element_id}".rstrip()
    return shapes.Finding(at=at, code=finding.code, message=message.rstrip())
