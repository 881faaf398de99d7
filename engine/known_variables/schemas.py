"""Types as JSON Schema: of model fields, form fields and decision outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from engine import decisions
from engine.decisions import xml
from engine.known_variables.agreement import Schema
from engine.known_variables.state import Known
from engine.validation.deployment import Deployment

_FEEL_TYPES = {"number": "number", "string": "string", "boolean": "boolean"}
_FORMATS = {"date": "date", "time": "time", "dateTime": "date-time", "date and time": "date-time"}


def of_model(model: type[BaseModel], source: str) -> list[Known]:
    """The fields of a handler's output."""
    return [
        Known(name, field, (source,), str(field.get("title", name)), str(field.get("description", name)))
        for name, field in _fields(model).items()
    ]


@lru_cache(maxsize=512)
def _fields(model: type[BaseModel]) -> Mapping[str, Schema]:
    schema = model.model_json_schema(mode="serialization")
    definitions = schema.get("$defs", {})
    return {name: inlined(field, definitions) for name, field in schema.get("properties", {}).items()}


def of_form(schema: Any, source: str) -> list[Known]:
    """The fields of a form; those that need not be filled in are optional."""
    whole = schema if isinstance(schema, dict) else {}
    fields, listed = whole.get("properties"), whole.get("required")
    required = listed if isinstance(listed, list) else []
    return [
        Known(name, field, (source,), str(field.get("title", name)), str(field.get("x-en", name)), name not in required)
        for name, field in (fields.items() if isinstance(fields, dict) else ())
        if isinstance(field, dict)
    ]


def of_decision(decision_id: str, deployment: Deployment) -> Schema:
    """One value, or an object of the outputs when there are several."""
    found = _decision_element(decision_id, deployment)
    if found is None:
        return {}
    table = xml.child(found, "decisionTable")
    outputs = [] if table is None else list(xml.children(table, "output"))
    if len(outputs) > 1:
        fields = {it.get("name", ""): _feel(it.get("typeRef")) for it in outputs}
        whole = {"type": "object", "properties": fields}
    else:
        variable = xml.child(found, "variable")
        typed = outputs[0].get("typeRef") if outputs else None if variable is None else variable.get("typeRef")
        whole = _feel(typed)
    return {"type": "array", "items": whole} if table is not None and _lists(table) else whole


def _lists(table: xml.Element) -> bool:
    """Its hit policy gives every hit, not one value."""
    return table.get("hitPolicy") in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") and not table.get("aggregation")


def _decision_element(decision_id: str, deployment: Deployment) -> Any:
    tables = [*deployment.around.tables, *deployment.files.tables]
    models: Iterator[decisions.Model] = (it.model for it in reversed(tables) if it.model is not None)
    for model in models:
        node = model.graph.by_id.get(decision_id)
        if node is not None:
            return node.element
    return None


def _feel(name: str | None) -> dict[str, Any]:
    plain = (name or "").rpartition(":")[2]
    if plain in _FORMATS:
        return {"type": "string", "format": _FORMATS[plain]}
    return {"type": _FEEL_TYPES[plain]} if plain in _FEEL_TYPES else {}


def inlined(field: Schema, definitions: Mapping[str, Any], depth: int = 8) -> Schema:
    """Without references, so that it can stand alone."""
    if depth == 0:
        return {}
    if "$ref" in field:
        target = definitions.get(str(field["$ref"]).rsplit("/", 1)[-1], {})
        field = {**target, **{key: item for key, item in field.items() if key != "$ref"}}
    return {key: _inner(key, item, definitions, depth) for key, item in field.items()}


def _inner(key: str, item: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    if isinstance(item, dict) and key == "properties":
        return {name: inlined(field, definitions, depth - 1) for name, field in item.items()}
    if isinstance(item, dict) and key in ("items", "additionalProperties"):
        return inlined(item, definitions, depth - 1)
    if isinstance(item, list) and key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        return [inlined(one, definitions, depth - 1) if isinstance(one, dict) else one for one in item]
    return item
