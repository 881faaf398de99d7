"""JSON inputs as values of their declared types: JSON writes times as text, a declared type makes them times."""

from __future__ import annotations

from typing import Any

from engine.feel import lift, temporal
from engine.feel.types import SIMPLE, Type

_TEMPORAL = frozenset(kind for kind in SIMPLE if kind not in ("number", "string", "boolean"))


def arrive(value: Any, wanted: Type | None) -> Any:
    """A JSON value as a FEEL value; ISO texts become times where the type says so, also inside lists and contexts."""
    return lift(value) if wanted is None else _timed(lift(value), wanted)


def _timed(value: Any, wanted: Type) -> Any:
    kind = type(value)
    if kind is str and wanted.kind in _TEMPORAL:
        return _time(value, wanted)
    if kind is list and wanted.kind == "list" and wanted.item is not None:
        return [_timed(item, wanted.item) for item in value]
    if kind is dict and wanted.fields:
        return value | {key: _timed(value[key], type_) for key, type_ in wanted.fields if key in value}
    return value


def _time(text: str, wanted: Type) -> Any:
    """The time; the text itself when it is none of that kind."""
    found = temporal.literal(text)
    return found if type(found) in SIMPLE[wanted.kind] else text
