"""What two JSON Schemas have in common: the type of a variable that is written in two places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = Mapping[str, Any]
NULL: Schema = {"type": "null"}
_LARGEST = 200  # parts of one schema; of larger ones only the type is kept


def agreed(one: Schema, other: Schema) -> Schema:
    """Empty when they differ in type. Null agrees with anything; titles are left out where they differ."""
    if one == other or _type(other) == "null":
        return one
    if _type(one) == "null":
        return other
    found = _type(one)
    if not found or found != _type(other):
        return {}
    if found == "object":
        return bounded(_members(_plain(one), _plain(other)))
    if found == "array":
        mine, yours = _plain(one).get("items"), _plain(other).get("items")
        both = agreed(mine, yours) if isinstance(mine, dict) and isinstance(yours, dict) else {}
        return bounded({"type": "array", "items": both} if both else {"type": "array"})
    return {"type": found, **_choices(_plain(one), _plain(other))}


def all_of(schemas: Iterable[Schema]) -> Schema:
    """What they all agree on; empty for none."""
    found: Schema = NULL
    for schema in schemas:
        if not schema:
            return {}
        found = agreed(found, schema)
        if not found:
            return {}
    return {} if found == NULL else found


def bounded(schema: Schema) -> Schema:
    """The schema, or only its type when it is large."""
    left, todo = _LARGEST, [schema]
    while todo:
        part = todo.pop()
        left -= 1
        if left < 0:
            return {"type": schema["type"]} if "type" in schema else {}
        inner = part.get("properties")
        todo += [it for it in (inner.values() if isinstance(inner, dict) else ()) if isinstance(it, Mapping)]
        if isinstance(part.get("items"), Mapping):
            todo.append(part["items"])
    return schema


def _members(one: Schema, other: Schema) -> Schema:
    mine, yours = one.get("properties"), other.get("properties")
    if not isinstance(mine, dict) or not isinstance(yours, dict):
        return {"type": "object"}
    fields = {
        name: agreed(mine[name], yours[name]) if name in mine and name in yours else {**mine, **yours}[name]
        for name in {**mine, **yours}
        if all(isinstance(it.get(name, {}), dict) for it in (mine, yours))
    }
    return {"type": "object", "properties": fields}


def _choices(one: Schema, other: Schema) -> Schema:
    """What may be chosen in either, when both name it."""
    mine, yours = one.get("enum"), other.get("enum")
    if not isinstance(mine, list) or not isinstance(yours, list):
        return {}
    return {"enum": [*mine, *(it for it in yours if it not in mine)][:_LARGEST]}


def _type(schema: Schema) -> str:
    """The one type besides null; empty when there are several or none."""
    found = _plain(schema).get("type")
    if isinstance(found, list):
        kinds = [it for it in found if it != "null"] or found[:1]
        found = kinds[0] if len(kinds) == 1 else None
    if not isinstance(found, str):
        return ""
    return "number" if found == "integer" else found


def _plain(schema: Schema) -> Schema:
    """Without a choice between it and null."""
    choices = schema.get("anyOf")
    if not isinstance(choices, list):
        return schema
    real = [it for it in choices if isinstance(it, dict) and it.get("type") != "null"]
    if len(real) > 1 and all(it.get("type") in ("integer", "number") for it in real):
        return {"type": "number"}
    return real[0] if len(real) == 1 else {}
