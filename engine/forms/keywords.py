"""JSON Schema 2020-12 as forms use it: exact multiples, and nothing in a designer's schema that holds the checker.

It reaches no other document; its patterns and references share one second.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
import regex
from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry

PATIENCE = 1.0  # seconds for all patterns and references of one check
Faults = Iterator[ValidationError]
_TOKEN = regex.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", regex.DOTALL)  # an escape, a set, or the sign for the end
_UNTIL: ContextVar[float] = ContextVar("until")
_REFERENCE: Any = Draft202012Validator.VALIDATORS["$ref"]


def faults(schema: bytes, variables: dict[str, Any]) -> list[ValidationError]:
    """In the order of the fields. Raises TimeoutError, RecursionError, Unresolvable or regex.error where the schema
    cannot be applied."""
    _UNTIL.set(time.monotonic() + PATIENCE)
    return sorted(_validator(schema).iter_errors(variables), key=lambda fault: list(map(str, fault.path)))


def _fits(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text, timeout=_left()) is not None


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> regex.Pattern[str]:
    r"""As the browser reads it: $ is the very end, \d and \w are ASCII. Raises regex.error."""
    return regex.compile(_TOKEN.sub(lambda found: r"\Z" if found[0] == "$" else found[0], pattern), regex.ASCII)


def _left() -> float:
    """Seconds that are left. Raises TimeoutError."""
    left = _UNTIL.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for one check is over")
    return left


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Faults:
    if isinstance(value, str) and not _fits(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, value: Any, schema: Any) -> Faults:
    for pattern, wanted in patterns.items() if isinstance(value, dict) else ():
        for name in value:
            if _fits(pattern, name):
                yield from validator.descend(value[name], wanted, path=name, schema_path=pattern)


def _additional_properties(validator: Any, wanted: Any, value: Any, schema: Any) -> Faults:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    names = value if isinstance(value, dict) else ()
    more = [name for name in names if name not in known and not any(_fits(it, name) for it in patterns)]
    if isinstance(wanted, dict):
        for name in more:
            yield from validator.descend(value[name], wanted, path=name)
    elif not wanted and more:
        yield ValidationError(f"not asked for: {more!r}")


def _reference(validator: Any, wanted: str, value: Any, schema: Any) -> Faults:
    _left()
    yield from _REFERENCE(validator, wanted, value, schema)


def _required(validator: Any, names: Any, value: Any, schema: Any) -> Faults:
    """The place of the fault is the field that is missing."""
    for name in names if isinstance(value, dict) else ():
        if name not in value:
            yield ValidationError(f"{name!r} is a required property", path=[name])


def _multiple_of(validator: Any, step: Any, value: Any, schema: Any) -> Faults:
    """199.99 is a multiple of 0.01: counted in decimals, as binary fractions would deny it."""
    if validator.is_type(value, "number"):
        times = Decimal(str(value)) / Decimal(str(step))
        if times != times.to_integral_value():
            yield ValidationError(f"{value!r} is not a multiple of {step}")


def _unique_items(validator: Any, wanted: Any, value: Any, schema: Any) -> Faults:
    """By their texts: in time that grows as the list does."""
    if wanted and isinstance(value, list):
        texts = {orjson.dumps(item, option=orjson.OPT_SORT_KEYS) for item in value}
        if len(texts) != len(value):
            yield ValidationError("it has equal items")


_extend: Any = validators.extend  # it has no types
_Validator = _extend(
    Draft202012Validator,
    {
        "$ref": _reference,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "required": _required,
        "uniqueItems": _unique_items,
    },
)


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> Any:
    checker = Draft202012Validator.FORMAT_CHECKER
    return _Validator(orjson.loads(schema), registry=Registry(), format_checker=checker)
