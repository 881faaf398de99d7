"""What is wrong with a field of a form, said in two languages: one sentence per keyword of JSON Schema."""

from __future__ import annotations

from typing import Any

import orjson
from jsonschema import ValidationError

LONGEST = 120  # characters of a value that a sentence repeats
SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("缺少这一项，请填写", "This is missing; fill it in"),
    "additionalProperties": ("表单里没有 {names}，请删除", "The form does not ask for {names}; remove it"),
    "unevaluatedProperties": ("表单里没有 {names}，请删除", "The form does not ask for {names}; remove it"),
    "type": ("应为{zh}", "Must be {en}"),
    "enum": ("只能是 {wanted} 之一", "Must be one of {wanted}"),
    "const": ("只能是 {wanted}", "Must be {wanted}"),
    "minimum": ("不能小于 {wanted}", "Must be at least {wanted}"),
    "exclusiveMinimum": ("必须大于 {wanted}", "Must be above {wanted}"),
    "maximum": ("不能大于 {wanted}", "Must be at most {wanted}"),
    "exclusiveMaximum": ("必须小于 {wanted}", "Must be below {wanted}"),
    "multipleOf": ("必须是 {wanted} 的整数倍", "Must be a multiple of {wanted}"),
    "minLength": ("至少 {wanted} 个字符", "At least {wanted} characters"),
    "maxLength": ("最多 {wanted} 个字符", "At most {wanted} characters"),
    "minItems": ("至少 {wanted} 行", "At least {wanted} rows"),
    "maxItems": ("最多 {wanted} 行", "At most {wanted} rows"),
    "uniqueItems": ("不能有重复的行", "No row may come twice"),
    "pattern": ("格式不对，应符合 {wanted}", "The format is not right; it should match {wanted}"),
    "format": ("应为 {wanted} 格式", "Must have the format {wanted}"),
}
_OTHER = ("值不符合表单的要求：{detail}", "This value does not fit the form: {detail}")
_TYPES = {
    "string": ("文本", "text"),
    "number": ("数字", "a number"),
    "integer": ("整数", "a whole number"),
    "boolean": (" true 或 false", "true or false"),
    "array": ("列表", "a list"),
    "object": ("对象", "an object"),
    "null": ("空值", "null"),
}


def told(fault: ValidationError) -> tuple[str, str]:
    """(zh, en), each with the remedy."""
    wanted = fault.validator_value
    types = [
        _TYPES.get(str(kind), (str(kind), str(kind))) for kind in (wanted if isinstance(wanted, list) else [wanted])
    ]
    values = {
        "names": ", ".join(_unknown(fault))[:LONGEST],
        "wanted": _short(wanted),
        "zh": "或".join(zh for zh, _ in types),
        "en": " or ".join(en for _, en in types),
        "detail": fault.message[:LONGEST],
    }
    zh, en = SENTENCES.get(str(fault.validator), _OTHER)
    return zh.format(**values), en.format(**values)


def _short(wanted: Any) -> str:
    if isinstance(wanted, list):
        return ", ".join(map(_short, wanted))[:LONGEST]
    return wanted[:LONGEST] if isinstance(wanted, str) else orjson.dumps(wanted).decode()[:LONGEST]


def _unknown(fault: ValidationError) -> list[str]:
    """Names that the form does not know, at the place of the fault."""
    if not isinstance(fault.instance, dict) or not isinstance(fault.schema, dict):
        return []
    return [f"“{name}”" for name in fault.instance if name not in fault.schema.get("properties", {})]
