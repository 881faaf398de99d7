"""What is known at each element of a process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from api.shapes.authoring import Drafts, Id
from api.shapes.values import In, Out
from engine.known_variables import At, Known

Type = Literal["string", "number", "boolean", "list", "context", "any"]
_TYPES: dict[str, Type] = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "array": "list",
    "object": "context",
}
_DEPTH = 5  # of entries


class Entry(Out):
    """A member of a context, or of each item of a list."""

    name: str
    type: Type
    zh: str
    en: str
    entries: list[Entry]


class KnownVariable(Out):
    """A variable, for auto-completion. `type` is FEEL's; `entries`: its members, as FEEL editors take them; `sources`:
    elements that write it; `optional`: another way leads here without it; `local`: only this element and what stands
    in it see it."""

    name: str
    type: Type
    entries: list[Entry]
    json_schema: dict[str, Any]
    sources: list[str]
    zh: str
    en: str
    optional: bool
    local: bool


class ElementVariables(Out):
    """`open`: a message or an unknown handler may have brought other names, too, or there are too many to tell.
    `reads`: names that its expressions read; `missing`: those among them that nobody writes."""

    element_id: str
    name: str
    type: str
    variables: list[KnownVariable]
    open: bool
    reads: list[str]
    missing: list[str]


class ProcessVariables(Out):
    """Elements in the order of the file."""

    process_id: str
    elements: list[ElementVariables]


class VariablesIn(In):
    """A process of these drafts (text by file name), over what is deployed."""

    process_id: Id
    files: Drafts


def variables(process_id: str, found: Mapping[str, At]) -> ProcessVariables:
    return ProcessVariables(process_id=process_id, elements=[_element(at) for at in found.values()])


def _element(at: At) -> ElementVariables:
    names = {it.name for it in at.variables}
    return ElementVariables(
        element_id=at.element_id,
        name=at.name,
        type=at.type,
        variables=[_variable(it) for it in at.variables],
        open=at.open,
        reads=list(at.reads),
        missing=[] if at.open else [name for name in at.reads if name not in names],
    )


def _variable(it: Known) -> KnownVariable:
    return KnownVariable(
        name=it.name,
        type=_type(it.schema),
        entries=_entries(it.schema),
        json_schema=dict(it.schema),
        sources=list(it.sources),
        zh=it.zh,
        en=it.en,
        optional=it.optional,
        local=it.local,
    )


def _type(schema: Mapping[str, Any]) -> Type:
    """The one type besides null, or any."""
    kinds = {_TYPES.get(str(part.get("type")), "any") for part in _parts(schema)}
    return kinds.pop() if len(kinds) == 1 else "any"


def _parts(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What it may be besides null."""
    choices = schema.get("anyOf")
    parts = [part for part in choices if isinstance(part, Mapping)] if isinstance(choices, list) else [schema]
    single = [
        {**part, "type": kind}
        for part in parts
        for kind in (part["type"] if isinstance(part.get("type"), list) else [part.get("type")])
    ]
    return [part for part in single if part["type"] != "null"]


def _entries(schema: Mapping[str, Any], depth: int = _DEPTH) -> list[Entry]:
    """None when it may be of several shapes."""
    parts = _parts(schema)
    inner = parts[0] if len(parts) == 1 and depth else {}
    if inner.get("type") == "array":
        items = inner.get("items")
        return _entries(items, depth - 1) if isinstance(items, Mapping) else []
    members = inner.get("properties")
    return [
        Entry(
            name=str(name),
            type=_type(field),
            zh=str(field.get("title", name)),
            en=str(field.get("description", name)),
            entries=_entries(field, depth - 1),
        )
        for name, field in (members.items() if isinstance(members, Mapping) else ())
        if isinstance(field, Mapping)
    ]
