"""Tries a decision on given inputs: a deployed one, in any version, or a draft that lies over what is deployed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine import decisions, definitions, feel, runtime, table_links
from engine.models import Definition
from kit.db import Reader


@dataclass(frozen=True)
class Tried:
    """The answer, and the file that it comes from; `version` is None for a draft."""

    answer: decisions.Answer
    filename: str
    version: int | None


@dataclass(frozen=True)
class _File:
    filename: str
    content: bytes
    version: int | None


def evaluate(
    reader: Reader,
    target: str,
    inputs: Mapping[str, Any],
    *,
    version: int | None = None,
    drafts: Mapping[str, bytes] | None = None,
) -> Tried:
    """`target` is an id or a name. A draft is meant before what is deployed, unless a `version` is named; what the
    decision imports is the newest. Raises DecisionUnknown, ModelRefused, SeveralRulesHit and other FeelErrors."""
    files = _files(reader, drafts or {})
    key = _holder(files, target)
    if version is not None:
        files[key] = _deployed(reader, target, key, version)
    order = [*(name for name in files if name != key), key]
    model = table_links.link([decisions.load_model(files[name].content, files[name].filename) for name in order])[-1]
    with feel.at(reader.now.astimezone(runtime.of(reader).zone)):
        answer = decisions.evaluate(model, target, inputs)
    return Tried(answer, files[key].filename, files[key].version)


def _files(reader: Reader, drafts: Mapping[str, bytes]) -> dict[str, _File]:
    """By key, the newest of each; drafts last, so that imports mean them (table_links)."""
    rows = definitions.newest(reader, "decision").values()
    found = {row.key: _File(row.filename, row.content, row.version) for row in rows}
    for name, content in sorted(drafts.items()):
        if name.endswith(".dmn"):
            key = name.removesuffix(".dmn")
            found.pop(key, None)
            found[key] = _File(name, content, None)
    return found


def _holder(files: Mapping[str, _File], target: str) -> str:
    """The key of the file that holds the decision: drafts before deployed ones."""
    for key, file in sorted(files.items(), key=lambda item: item[1].version is not None):
        model = decisions.load_model(file.content, file.filename)
        try:
            model.node(target)
        except decisions.DecisionUnknown:
            continue
        return key
    raise decisions.DecisionUnknown(decision_id=target)


def _deployed(reader: Reader, target: str, key: str, version: int) -> _File:
    row = reader.session.scalar(
        select(Definition).where(Definition.kind == "decision", Definition.key == key, Definition.version == version)
    )
    if row is None:
        raise decisions.DecisionUnknown(decision_id=f"{target} v{version}")
    return _File(row.filename, row.content, row.version)
