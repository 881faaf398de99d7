"""What is checked together: the files in question, and what they may refer to around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from engine import decisions, errors, table_links, texts, topics
from engine.validation.drawing import Drawing

DIAGRAM_ENDINGS = (".bpmn", ".bpmn2", ".bpmn20.xml", ".xml")
FORM_ENDINGS = (".schema.json", ".form.json", ".json")


@dataclass(frozen=True)
class Table:
    """A DMN file: its model, or why there is none."""

    filename: str
    model: decisions.Model | None = None
    refused: decisions.ModelRefused | None = None


@dataclass(frozen=True)
class Form:
    """A form file: its schema, or where it stops being JSON. `line` counts from 1."""

    filename: str
    key: str
    schema: Any = None
    line: int = 0


@dataclass
class Files:
    """Files by kind, in the order of their names."""

    drawings: list[Drawing] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    texts: list[tuple[str, errors.TextsUnreadable | None]] = field(default_factory=list)  # and what is wrong with them
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Deployment:
    """`files` are judged, `around` is what is deployed already and only referred to. `groups` None: not known here."""

    files: Files
    around: Files
    handlers: Mapping[str, topics.Handler[Any, Any]]
    groups: frozenset[str] | None
    now: datetime
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)  # what rules found out and others need, too

    @cached_property
    def processes(self) -> dict[str, Drawing]:
        """Drawing by the id of each executable process; the files in question win."""
        known = [*self.around.drawings, *self.files.drawings]
        drawn = ((node, it) for it in known for node in it.processes if node.get("isExecutable") == "true")
        return {node.get("id"): it for node, it in drawn if node.get("id")}

    @cached_property
    def decisions(self) -> dict[str, decisions.Decision]:
        """Decision by id."""
        tables = [*self.around.tables, *self.files.tables]
        return {decision.id: decision for it in tables if it.model is not None for decision in it.model.decisions}

    @cached_property
    def forms(self) -> dict[str, Any]:
        """Schema by form id."""
        return {form.key: form.schema for form in [*self.around.forms, *self.files.forms]}


def read(sources: Iterable[tuple[str, bytes]], *, parsed: bool = True) -> Files:
    """Never raises: what cannot be read says so in the files themselves. `parsed` False leaves out why a diagram would
    not run."""
    files = Files()
    for name, content in sources:
        if name.endswith(DIAGRAM_ENDINGS):
            files.drawings.append(Drawing(name, content, parsed=parsed))
        elif name.endswith(".dmn"):
            files.tables.append(_table(name, content))
        elif name.endswith(FORM_ENDINGS):
            files.forms.append(_form(name, content))
        elif texts.is_texts(name):
            files.texts.append((name, _texts_fault(name, content)))
        else:
            files.unknown.append(name)
    return files


def link(known: list[Table], files: list[Table]) -> None:
    """Tables that import others, in place; a file in question is meant before one that is deployed."""
    readable = [(tables, place) for tables in (known, files) for place, it in enumerate(tables) if it.model is not None]
    models = [tables[place].model for tables, place in readable]
    linked = table_links.link([model for model in models if model is not None])
    for (tables, place), model in zip(readable, linked, strict=True):
        tables[place] = replace(tables[place], model=model)


def _table(name: str, content: bytes) -> Table:
    try:
        return Table(name, decisions.load_model(content, name))
    except decisions.ModelRefused as refused:
        return Table(name, refused=refused)


def _texts_fault(name: str, content: bytes) -> errors.TextsUnreadable | None:
    try:
        texts.parse(content, name)
    except errors.TextsUnreadable as fault:
        return fault
    return None


def _form(name: str, content: bytes) -> Form:
    key = name.removesuffix(next(ending for ending in FORM_ENDINGS if name.endswith(ending))).rsplit("/", 1)[-1]
    try:
        return Form(name, key, orjson.loads(content))
    except orjson.JSONDecodeError as fault:
        return Form(name, key, line=fault.lineno)
