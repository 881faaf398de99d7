"""Deploys diagrams, decision tables, forms and texts; each change is a new version, and every process gets a bundle
that pins the exact versions of all that it uses. Running instances keep the bundle they started with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import func, select, update

from engine import bindings, decisions, dialect, errors, runtime, start_events, texts, validation
from engine.models import Bundle, Definition, Instance, InstanceStatus
from engine.parsed_files import ParsedFiles
from kit import audit, ids
from kit.db import Reader, Tx

_LOCK = 7_203_002  # advisory lock number of deployments
KINDS = ("process", "decision", "form")


@dataclass(frozen=True)
class Deployed:
    """One definition as it stands after a deployment; `fresh` when its content changed."""

    kind: str
    key: str
    name: str
    version: int
    fresh: bool


@dataclass(frozen=True)
class Deployment:
    """What a deployment did. `findings` are warnings; errors refuse it."""

    definitions: list[Deployed]
    findings: list[errors.Finding]


@dataclass(frozen=True)
class DefinitionView:
    """A process as lists show it: its newest version and how many instances run, over all versions."""

    process_id: str
    name: str
    version: int
    version_tag: str | None
    deployed_at: datetime
    deployed_by: str
    note: str
    running: int


@dataclass
class Files:
    """The parsed content of a deployment, by kind and key; `sources` holds the bytes of each."""

    models: dict[str, dialect.ParsedModel] = field(default_factory=dict)  # by process id
    tables: dict[str, decisions.Model] = field(default_factory=dict)  # by file key
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    words: dict[str, texts.Texts] = field(default_factory=dict)  # by language
    sources: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)


def deploy(tx: Tx, sources: Mapping[str, bytes], *, note: str) -> Deployment:
    """Deploy files by name. Unchanged ones keep their version. Raises Unrunnable, ModelRefused, Rejected: then nothing
    of the deployment counts."""
    exclusive(tx)
    known = _latest(tx)
    files = _readable(tx, sources, known)
    everything = _with_latest(tx, files, known)
    findings = validation.admit(
        sources, everything.models, _around(files, known, everything.models), groups=runtime.of(tx).groups, now=tx.now
    )
    if apart := bindings.check_together(files.models, files.tables):
        raise errors.Unrunnable(apart)
    changed = bindings.carried_along(files.models, files.tables, _changed(files, known))
    deployed = [
        _store(tx, known, kind, key, files, note, fresh=(kind, key) in changed) for kind, key in sorted(files.sources)
    ]
    tx.session.flush()
    _rebuild_bundles(tx, everything)
    start_events.arm(tx, everything.models)
    tx.after_commit(runtime.of(tx).texts.forget)
    fresh = {f"{item.kind}:{item.key}": item.version for item in deployed if item.fresh}
    if fresh:
        audit.record(
            tx, ids.new_id(), "definitions.deployed", subject="definitions", reason=note, after=fresh, fresh=True
        )
    return Deployment(deployed, findings)


def _around(
    files: Files, known: Mapping[tuple[str, str], Definition], models: Mapping[str, dialect.ParsedModel]
) -> validation.Around:
    """What is deployed and not replaced by the files."""
    kept = {place: row for place, row in known.items() if place not in files.sources}
    return validation.Around(_contents(kept.values()), {key: models[key] for kind, key in kept if kind == "process"})


def _contents(rows: Iterable[Definition]) -> list[tuple[str, bytes]]:
    """Name and content, each file once. Files may share a name: the content tells them apart."""
    found = {(row.filename, row.sha256): row.content for row in rows}
    return [(name, content) for (name, _), content in found.items()]


def _readable(tx: Tx, sources: Mapping[str, bytes], known: Mapping[tuple[str, str], Definition]) -> Files:
    """The parsed files. One that cannot run does not keep the faults of the others to itself: all are told."""
    try:
        return _merged(_read(tx, name, content) for name, content in sorted(sources.items()))
    except errors.Unrunnable:
        told = validation.lint(sources, around=_contents(known.values()), groups=runtime.of(tx).groups, now=tx.now)
        raise errors.Unrunnable(validation.errors_of(told)) from None


def exclusive(tx: Tx) -> None:
    """One deployment at a time in the whole cluster, until the transaction ends. May be called twice."""
    if tx.postgres:
        tx.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def parse(sources: Mapping[str, bytes]) -> Files:
    """Raises Undeployable for a file of another kind, Unrunnable and ModelRefused for content that cannot be used."""
    files = Files()
    for name, content in sorted(sources.items()):
        if name.endswith(".bpmn"):
            model = dialect.parse_model(content, name)
            for process_id in model.processes:
                files.models[process_id] = model
                files.sources["process", process_id] = (name, content)
        elif name.endswith(".dmn"):
            key = name.removesuffix(".dmn")
            files.tables[key] = decisions.load_model(content, name)
            files.sources["decision", key] = (name, content)
        elif texts.is_texts(name):
            key = texts.language_of(name)
            files.words[key] = texts.parse(content, name)
            files.sources[texts.KIND, key] = (name, content)
        else:
            _add_form(files, name, content)
    return files


def _add_form(files: Files, name: str, content: bytes) -> None:
    ending = next((ending for ending in validation.FORM_ENDINGS if name.endswith(ending)), None)
    if ending is None:
        raise errors.Undeployable(at=name, file=name)
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        told = {"detail_zh": "不是格式正确的 JSON", "detail_en": "it is not well-formed JSON"}
        raise errors.FormUnreadable(at=name, file=name, line=error.lineno, **told) from None
    key = name.removesuffix(ending)
    files.forms[key] = schema
    files.sources["form", key] = (name, content)


def page(reader: Reader) -> list[DefinitionView]:
    """Every deployed process, by id."""
    running = dict(
        reader.session.execute(
            select(Bundle.process_id, func.count())
            .join(Instance, Instance.bundle == Bundle.id)
            .where(Instance.status.in_((InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)))
            .group_by(Bundle.process_id)
        ).all()
    )
    return [_view(row, running.get(key, 0)) for key, row in newest(reader, "process").items()]


def xml(reader: Reader, process_id: str, version: int | None = None) -> bytes:
    """The file as it was deployed; the newest version when none is named. Raises UnknownProcess."""
    query = select(Definition.content).where(Definition.kind == "process", Definition.key == process_id)
    query = query.where(Definition.version == version) if version is not None else query
    content = reader.session.scalar(query.order_by(Definition.version.desc()).limit(1))
    if content is None:
        raise errors.UnknownProcess(process=process_id)
    return content


def sources(reader: Reader | Tx, kind: str) -> dict[str, bytes]:
    """File name → content of the newest version of every definition of a kind: decisions, forms, processes. Where
    files of one name differ, all but the first are called after their definition, too."""
    files: dict[str, bytes] = {}
    for key, row in newest(reader, kind).items():
        if files.setdefault(row.filename, row.content) != row.content:
            files[f"{key}.{row.filename}"] = row.content
    return files


def all_sources(reader: Reader | Tx) -> list[tuple[str, bytes]]:
    """File name and content of the newest version of everything that is deployed."""
    return [file for kind in KINDS for file in sources(reader, kind).items()]


def laid_over(view: Reader | Tx, drafts: Mapping[str, bytes]) -> Files:
    """Drafts over the newest version of what is deployed, parsed; nothing is checked yet. Raises as `parse`."""
    return _with_latest(view, parse(drafts), _latest(view))


def newest(view: Reader | Tx, kind: str) -> dict[str, Definition]:
    """The newest version of every definition of a kind, by key."""
    return {key: row for (found, key), row in sorted(_latest(view).items()) if found == kind}


def _latest(view: Reader | Tx) -> dict[tuple[str, str], Definition]:
    newest = (
        select(Definition.kind, Definition.key, func.max(Definition.version).label("version"))
        .group_by(Definition.kind, Definition.key)
        .subquery()
    )
    same = (
        (Definition.kind == newest.c.kind) & (Definition.key == newest.c.key) & (Definition.version == newest.c.version)
    )
    return {(row.kind, row.key): row for row in view.session.scalars(select(Definition).join(newest, same))}


def _with_latest(view: Reader | Tx, files: Files, known: Mapping[tuple[str, str], Definition]) -> Files:
    """The deployment's files over what is deployed already."""
    everything = Files()
    for place, row in known.items():
        if place not in files.sources:
            _take_over(everything, _read(view, row.filename, row.content), *place)
    return _merged([everything, replace(files, sources={})])


def _read(view: Reader | Tx, filename: str, content: bytes) -> Files:
    """One file, parsed once: never change it. Raises as `parse`."""
    known: ParsedFiles[Files] = runtime.of(view).parsed
    return known.of(filename, hashlib.sha256(content).hexdigest(), partial(parse, {filename: content}))


def _merged(files: Iterable[Files]) -> Files:
    """The last one that holds a definition counts."""
    whole = Files()
    for file in files:
        whole.models.update(file.models)
        whole.tables.update(file.tables)
        whole.forms.update(file.forms)
        whole.words.update(file.words)
        whole.sources.update(file.sources)
    return whole


def read_ahead(reader: Reader) -> None:
    """Parse what is deployed before a deployment holds the one writer: 1.5 s for 200 diagrams after a start."""
    _with_latest(reader, Files(), _latest(reader))


def _take_over(everything: Files, file: Files, kind: str, key: str) -> None:
    """One definition out of its file: another one in it may have a newer version elsewhere."""
    if kind == "process":
        everything.models[key] = file.models[key]
    elif kind == "decision":
        everything.tables[key] = file.tables[key]
    elif kind == texts.KIND:
        everything.words[key] = file.words[key]
    else:
        everything.forms[key] = file.forms[key]


def _changed(files: Files, known: Mapping[tuple[str, str], Definition]) -> set[tuple[str, str]]:
    digests = {place: hashlib.sha256(content).hexdigest() for place, (_, content) in files.sources.items()}
    return {place for place, digest in digests.items() if place not in known or known[place].sha256 != digest}


def _store(
    tx: Tx,
    known: Mapping[tuple[str, str], Definition],
    kind: str,
    key: str,
    files: Files,
    note: str,
    *,
    fresh: bool,
) -> Deployed:
    filename, content = files.sources[kind, key]
    digest = hashlib.sha256(content).hexdigest()
    last = known.get((kind, key))
    if last is not None and not fresh:
        return Deployed(kind, key, last.name, last.version, fresh=False)
    name, tag = _title(files, kind, key)
    row = Definition(
        id=ids.new_id(),
        kind=kind,
        key=key,
        version=(last.version if last else 0) + 1,
        version_tag=tag,
        name=name,
        filename=filename,
        sha256=digest,
        content=content,
        deployed_at=tx.now,
        deployed_by=tx.actor.name,
        note=note,
    )
    tx.session.add(row)
    return Deployed(kind, key, name, row.version, fresh=True)


def _title(files: Files, kind: str, key: str) -> tuple[str, str | None]:
    if kind == "process":
        model = files.models[key]
        return model.names.get(key) or key, model.version_tags.get(key)
    if kind == "decision":
        return files.tables[key].name or key, None
    if kind == texts.KIND:
        return key, None
    return str(files.forms[key].get("title") or key), None


def _rebuild_bundles(tx: Tx, everything: Files) -> None:
    latest = _latest(tx)
    resolver = bindings.Resolver(tx, everything.models, latest)
    pinned = {process_id: resolver.pins(process_id) for process_id in everything.models}
    if resolver.findings:
        raise errors.Unrunnable(list(resolver.findings.values()))
    in_use = {row.process_id: row.hash for row in tx.session.scalars(select(Bundle).where(Bundle.active))}
    for process_id, pins in pinned.items():
        members = [row for (kind, key), row in sorted(latest.items()) if _pinned(kind, key, pins)]
        versions = ",".join(sorted(f"{row.kind}:{row.key}:{row.version}" for row in members))
        if pins.links:
            versions += orjson.dumps(pins.as_json()).decode()
        digest = hashlib.sha256(f"{process_id}={versions}".encode()).hexdigest()
        if in_use.get(process_id) == digest:
            continue
        tx.session.execute(update(Bundle).where(Bundle.process_id == process_id).values(active=False))
        again = tx.session.scalar(select(Bundle).where(Bundle.hash == digest))
        if again is not None:
            again.active = True
        else:
            tx.session.add(_bundle(tx, digest, members, pins, latest["process", process_id]))
        tx.session.flush()


def _pinned(kind: str, key: str, pins: bindings.Pins) -> bool:
    """Texts are not: new words are for running instances, too."""
    return kind != texts.KIND and (kind != "process" or key in pins.in_force)


def _bundle(tx: Tx, digest: str, members: Sequence[Definition], pins: bindings.Pins, root: Definition) -> Bundle:
    return Bundle(
        id=ids.new_id(),
        hash=digest,
        process_id=root.key,
        version=root.version,
        members=[str(row.id) for row in members],
        pins=pins.as_json(),
        active=True,
        created_at=tx.now,
    )


def _view(row: Definition, running: int) -> DefinitionView:
    return DefinitionView(
        process_id=row.key,
        name=row.name,
        version=row.version,
        version_tag=row.version_tag,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        note=row.note,
        running=running,
    )
