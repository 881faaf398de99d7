"""Checks what a person typed against the task's JSON Schema: the same document the browser validates with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import regex
from jsonschema import ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from engine import errors
from engine.forms import faults, keywords
from kit.errors import Rejected

DETAIL = 200  # characters of what a program says


def check(schema: dict[str, Any], variables: dict[str, Any]) -> None:
    """Raises Rejected with one failure per field, in the order of the fields; FormBroken."""
    try:
        found = keywords.faults(orjson.dumps(schema), variables)
    except (RecursionError, TimeoutError, Unresolvable, regex.error) as fault:
        raise errors.FormBroken(technical=str(fault)[:DETAIL]) from None
    if found:
        raise Rejected([_failure(fault) for fault in found])


def unusable(schema: Any) -> Iterator[tuple[str, str]]:
    """(place, value) of every pattern that is none and of every reference that leads out of the form or nowhere."""
    resource = DRAFT202012.create_resource(schema)
    base = resource.id() or ""
    resolver = Registry().with_resource(base, resource).resolver(base)
    for place, pattern, value in _words(schema, ""):
        try:
            if pattern:
                keywords.compiled(value)
            else:
                resolver.lookup(value)
        except (regex.error, Unresolvable):
            yield place, value


def _words(node: Any, place: str) -> Iterator[tuple[str, bool, str]]:
    """(place, whether it is a pattern, value) of every pattern and reference."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in children:
        here = f"{place}/{name}" if place else str(name)
        if name in ("pattern", "$ref", "$dynamicRef") and isinstance(value, str):
            yield here, name == "pattern", value
        if name == "patternProperties" and isinstance(value, dict):
            yield from ((here, True, pattern) for pattern in value)
        yield from _words(value, here)


def _failure(fault: ValidationError) -> errors.FieldInvalid:
    zh, en = faults.told(fault)
    return errors.FieldInvalid(at=_place(fault.absolute_path), told_zh=zh, told_en=en)


def _place(path: Any) -> str:
    text = "variables"
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
