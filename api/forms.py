"""A task's form for one reader: the JSON Schema in his language, and the hints of `x-ui` as the renderer wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.errors import Language

ENGLISH = {"title": "x-en", "description": "x-en-description"}


def for_reader(form: Mapping[str, Any], spoken: Language) -> dict[str, Any]:
    """{schema, ui}. Texts are zh; their English lies beside them (ENGLISH)."""
    return {"schema": _schema(form, spoken), "ui": _hints(form)}


def _schema(part: Any, spoken: Language) -> Any:
    if isinstance(part, list):
        return [_schema(item, spoken) for item in part]
    if not isinstance(part, Mapping):
        return part
    kept = {name: _schema(value, spoken) for name, value in part.items() if not name.startswith("x-")}
    if spoken == "en":
        kept |= {name: part[source] for name, source in ENGLISH.items() if isinstance(part.get(source), str)}
    return kept


def _hints(part: Mapping[str, Any]) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    options = dict(part.get("x-ui") or {})
    if widget := options.pop("widget", None):
        hints["ui:widget"] = widget
    if options:
        hints["ui:options"] = options
    for name, inner in (part.get("properties") or {}).items():
        if below := _hints(inner):
            hints[name] = below
    items = part.get("items")
    if isinstance(items, Mapping) and (below := _hints(items)):
        hints["items"] = below
    return hints
