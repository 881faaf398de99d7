"""Functions over contexts, and those that ask whether a value is there."""

from __future__ import annotations

from typing import Any

from engine.feel import budget
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.errors import FeelAssertionFailed
from engine.feel.values import equal

Context = dict[str, Any]
MAX_CAUSE = 200
"""Characters of a cause that an error shows."""


@built_in("get value(m: context, key: string)", "get value(context: context, key: string)")
def get_value(m: Context, key: str) -> Any:
    return m.get(key)


@built_in("get value(context: context, keys: list)")
def get_value_inside(m: Context, keys: list[Any]) -> Any:
    """The keys lead inwards; null where one is missing."""
    budget.tick(len(keys))
    found: Any = m
    for key in keys:
        if type(key) is not str or type(found) is not dict:
            raise Bad
        found = found.get(key)
    return found if keys else None


@built_in("get entries(m: context)", "get entries(context: context)")
def get_entries(m: Context) -> list[Any]:
    """A list of contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in m.items()]


@built_in("context(entries: list)")
def context(entries: list[Any]) -> Context:
    """From contexts with `key` and `value`; a key that stands twice gives null."""
    result: Context = {}
    for entry in entries:
        budget.tick()
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise Bad
        if entry["key"] in result:
            raise Bad
        result[entry["key"]] = entry["value"]
    return result


@built_in(
    "context put(context: context, key: string, value: any)", "context put(context: context, keys: list, value: any)"
)
def context_put(m: Context, key: Any, value: Any) -> Context:
    """A copy with one entry set; a list of keys goes inwards."""
    if type(key) is str:
        return {**m, key: value}
    if type(key) is not list or not key or any(type(part) is not str for part in key):
        raise Bad
    budget.tick(len(key))
    if len(key) == 1:
        return {**m, key[0]: value}
    inner = m.get(key[0])
    if type(inner) is not dict:
        raise Bad
    return {**m, key[0]: context_put(inner, key[1:], value)}


@built_in("context merge(contexts: list)")
def context_merge(contexts: list[Any]) -> Context:
    """Later entries win."""
    result: Context = {}
    for entry in contexts:
        budget.tick()
        if type(entry) is not dict:
            raise Bad
        result.update(entry)
    return result


@built_in("not(negand: any)")
def not_(negand: Any) -> bool | None:
    value = negand[0] if type(negand) is list and len(negand) == 1 else negand
    return (not value) if type(value) is bool else None


@built_in("is(value1: any?, value2: any?)")
def is_(left: Any = None, right: Any = None) -> bool:
    """The same value of the same kind; times by their text, so offsets must be written alike."""
    if type(left) is not type(right):
        return False
    if equal(left, right) is not True:
        return False
    return str(left) == str(right) if hasattr(left, "sort_key") else True


@built_in("get or else(value: any, default: any)")
def get_or_else(value: Any, default: Any) -> Any:
    return default if value is None else value


@built_in("is defined(value: any)")
def is_defined(value: Any) -> bool:
    return value is not None


@built_in("assert(value: any, condition: any, cause: string?)")
def assert_(value: Any, condition: Any, cause: str | None = None) -> Any:
    """The value where the condition is true; else the evaluation fails, and the cause says why."""
    if condition is True:
        return value
    raise FeelAssertionFailed(cause=(cause or "")[:MAX_CAUSE])
