"""What is known at each element of a process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.shapes.authoring import Drafts, Id
from api.shapes.values import In, Out
from engine.known_variables import At, Known


class KnownVariable(Out):
    """A variable, for auto-completion. `type`: of `schema`, or `any`; `sources`: elements that write it; `optional`:
    another way leads here without it; `local`: only this element and what stands in it see it."""

    name: str
    type: str
    json_schema: dict[str, Any]
    sources: list[str]
    zh: str
    en: str
    optional: bool
    local: bool


class ElementVariables(Out):
    """`open`: a message or an unknown handler may have brought other names, too. `reads`: names that its expressions
    read; `missing`: those among them that nobody writes."""

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
        json_schema=dict(it.schema),
        sources=list(it.sources),
        zh=it.zh,
        en=it.en,
        optional=it.optional,
        local=it.local,
    )


def _type(schema: Mapping[str, Any]) -> str:
    """The one type besides null, or any."""
    listed = [part.get("type") for part in schema.get("anyOf", ())] or schema.get("type")
    kinds = {listed} if isinstance(listed, str) else {it for it in listed or () if it != "null"}
    return str(kinds.pop()) if len(kinds) == 1 and None not in kinds else "any"
