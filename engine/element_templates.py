"""Element templates of bpmn.io for every handler: what a designer picks in Camunda Modeler or in the browser.

Made from the topic's Pydantic models, so that picker and handler never differ. A field's title is its Chinese label,
its description the English one. Text may be typed in or written as FEEL; every other type has to be FEEL, since a
typed-in value would arrive as text. A template's `version` rises by hand when a handler changes its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.topics import Handler
from kit.errors import Language

SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
APPLIES_TO = ("bpmn:Task", "bpmn:ServiceTask", "bpmn:SendTask")
VERSION = 1
_LABELS: dict[str, tuple[str, str]] = {
    "inputs": ("输入", "Inputs"),
    "outputs": ("结果", "Results"),
    "job": ("执行", "Execution"),
    "retries": ("最多尝试次数", "Attempts at most"),
    "result": ("结果变量", "Result variable"),
    "local": ("在流程事务内执行，恰好一次", "Runs inside the transaction of the process, exactly once"),
    "remote": ("访问外部系统，失败后重试", "Talks to another system, tried again when it fails"),
}


def templates(handlers: Iterable[Handler[Any, Any]], spoken: Language) -> list[dict[str, Any]]:
    """One per handler, by topic."""
    return [template(handler, spoken) for handler in sorted(handlers, key=lambda one: one.topic)]


def template(handler: Handler[Any, Any], spoken: Language) -> dict[str, Any]:
    """Valid against SCHEMA."""
    takes = handler.input.model_json_schema()
    gives = handler.output.model_json_schema(mode="serialization")
    area = handler.topic.partition(".")[0]
    return {
        "$schema": SCHEMA,
        "id": f"orderflow.{handler.topic}",
        "name": handler.title_zh if spoken == "zh" else handler.title_en,
        "description": f"{handler.topic} · {_label(handler.kind, spoken)}",
        "version": VERSION,
        "category": {"id": area, "name": area},
        "appliesTo": list(APPLIES_TO),
        "elementType": {"value": "bpmn:ServiceTask"},
        "groups": [{"id": id, "label": _label(id, spoken)} for id in ("inputs", "outputs", "job")],
        "properties": [
            _hidden("type", handler.topic),
            *(_input(name, field, takes, spoken) for name, field in takes.get("properties", {}).items()),
            *(_output(name, field, spoken) for name, field in gives.get("properties", {}).items()),
            _retries(handler.retries, spoken),
        ],
    }


def is_text(field: Mapping[str, Any]) -> bool:
    """A field that takes text and nothing else but null."""
    kinds = {part.get("type") for part in field.get("anyOf", [field])} - {"null"}
    return kinds == {"string"}


def _label(key: str, spoken: Language) -> str:
    return _LABELS[key][0 if spoken == "zh" else 1]


def _hidden(attribute: str, value: str) -> dict[str, Any]:
    return {
        "type": "Hidden",
        "value": value,
        "binding": {"type": "zeebe:taskDefinition", "property": attribute},
    }


def _named(name: str, field: Mapping[str, Any], spoken: Language) -> dict[str, str]:
    """Label and description of a field. A field without words of its own is called by its name."""
    spaced = name.replace("_", " ").capitalize()
    if spoken == "zh":
        return {"label": str(field.get("title") or spaced), "description": name}
    return {"label": spaced, "description": str(field.get("description") or name)}


def _input(name: str, field: Mapping[str, Any], model: Mapping[str, Any], spoken: Language) -> dict[str, Any]:
    required = name in model.get("required", ())
    made: dict[str, Any] = {
        "id": f"input.{name}",
        **_named(name, field, spoken),
        "type": "String",
        "group": "inputs",
        "feel": "optional" if is_text(field) else "required",
        "binding": {"type": "zeebe:input", "name": name},
    }
    if required:
        return made | {"value": f"={name}", "constraints": {"notEmpty": True}}
    return made | {"optional": True}


def _output(name: str, field: Mapping[str, Any], spoken: Language) -> dict[str, Any]:
    named = _named(name, field, spoken)
    return {
        "id": f"output.{name}",
        "label": named["label"],
        "description": f"{_label('result', spoken)} · {named['description']}",
        "type": "String",
        "group": "outputs",
        "optional": True,
        "value": name,
        "binding": {"type": "zeebe:output", "source": f"={name}"},
    }


def _retries(count: int, spoken: Language) -> dict[str, Any]:
    return {
        "id": "retries",
        "label": _label("retries", spoken),
        "type": "String",
        "group": "job",
        "value": str(count),
        "binding": {"type": "zeebe:taskDefinition", "property": "retries"},
    }
