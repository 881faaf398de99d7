"""Says in two languages what Pydantic found wrong with a request, and where: lines[0].sku."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit.errors import Language

# Pydantic's error types → (zh, en). {…} are filled from the error's context.
SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项，请填写", "This is missing; fill it in"),
    "extra_forbidden": ("没有这一项，请删除", "There is no such field; remove it"),
    "string_type": ("应为文本（加引号）", "Must be text, in quotes"),
    "string_too_short": ("至少 {min_length} 个字符", "At least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "At most {max_length} characters"),
    "string_pattern_mismatch": ("格式不正确", "The format is not right"),
    "int_type": ("应为整数", "Must be a whole number"),
    "int_parsing": ("应为整数", "Must be a whole number"),
    "int_from_float": ("应为整数", "Must be a whole number"),
    "bool_type": ("应为 true 或 false", "Must be true or false"),
    "bool_parsing": ("应为 true 或 false", "Must be true or false"),
    "literal_error": ("只能是 {expected}", "Must be {expected}"),
    "enum": ("只能是 {expected}", "Must be {expected}"),
    "list_type": ("应为列表", "Must be a list"),
    "dict_type": ("应为对象", "Must be an object"),
    "model_type": ("应为对象", "Must be an object"),
    "model_attributes_type": ("应为 JSON 对象", "Must be a JSON object"),
    "too_short": ("至少 {min_length} 项", "At least {min_length} items"),
    "too_long": ("最多 {max_length} 项", "At most {max_length} items"),
    "greater_than_equal": ("不能小于 {ge}", "Must be at least {ge}"),
    "greater_than": ("必须大于 {gt}", "Must be above {gt}"),
    "less_than_equal": ("不能大于 {le}", "Must be at most {le}"),
    "less_than": ("必须小于 {lt}", "Must be below {lt}"),
    "uuid_parsing": ("不是有效的编号", "Not a valid id"),
    "uuid_type": ("不是有效的编号", "Not a valid id"),
    "value_error": ("值无效", "The value is not valid"),
}
_DATES = ("日期应写成 2026-11-25 的形式", "Write a date like 2026-11-25")
_OTHER = ("值无效，请检查", "The value is not valid; check it")


def entries(errors: Sequence[Any], spoken: Language) -> list[dict[str, str]]:
    """One {at, code, message} per fault."""
    return [
        {"at": place(error["loc"]), "code": f"input.{error['type']}", "message": _sentence(error, spoken)}
        for error in errors
    ]


def place(loc: Sequence[str | int]) -> str:
    """("body", "lines", 0, "sku") → lines[0].sku; the part of the request is not told."""
    text = ""
    for part in loc[1:]:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text[:200] or str(loc[0] if loc else "")


def _sentence(error: Any, spoken: Language) -> str:
    kind = error["type"]
    both = SENTENCES.get(kind) or (_DATES if kind.startswith("date") else _OTHER)
    return both[0 if spoken == "zh" else 1].format_map(_Context(error.get("ctx") or {}))


class _Context(dict[str, Any]):
    """Missing names stay empty: a sentence must never fail."""

    def __missing__(self, key: str) -> str:
        return ""
