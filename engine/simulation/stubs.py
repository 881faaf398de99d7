"""What a handler that does not run is taken to give: made from its output model, the same every time.

A field has, in this order, its default, its first example, its only or first allowed value, else by its type: true, the
smallest number allowed (else 0), its own name as text, an empty list, an object of its required fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.topics import Handler

_DEPTH = 6  # models inside models


def output(handler: Handler[Any, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """A whole output: stubbed where `given` says nothing, checked by the model. Raises ValidationError."""
    model = handler.output.model_json_schema(mode="serialization")
    made = {name: _value(name, field, model, _DEPTH) for name, field in model.get("properties", {}).items()}
    return dict(handler.output.model_validate(made | dict(given)).model_dump(mode="json"))


def _value(name: str, field: Mapping[str, Any], model: Mapping[str, Any], depth: int) -> Any:
    field = _followed(field, model)
    if "default" in field:
        return field["default"]
    for listed in ("examples", "enum"):
        if field.get(listed):
            return field[listed][0]
    if "const" in field:
        return field["const"]
    if choices := field.get("anyOf") or field.get("oneOf"):
        return _value(name, choices[0], model, depth)
    return _of_type(name, field, model, depth)


def _of_type(name: str, field: Mapping[str, Any], model: Mapping[str, Any], depth: int) -> Any:
    match field.get("type"):
        case "boolean":
            return True
        case "integer" | "number":
            return field.get("minimum", field["exclusiveMinimum"] + 1 if "exclusiveMinimum" in field else 0)
        case "string":
            return name[: field.get("maxLength", len(name))]
        case "array":
            return []
        case "object" if depth:
            required = {key: field["properties"][key] for key in field.get("required", ())}
            return {key: _value(key, inner, model, depth - 1) for key, inner in required.items()}
        case "object":
            return {}
        case _:
            return None


def _followed(field: Mapping[str, Any], model: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reference to another model of the schema is that model, with what the field itself adds."""
    reference = field.get("$ref")
    if reference is None:
        return field
    return {**model.get("$defs", {}).get(str(reference).rsplit("/", 1)[-1], {}), **field}
