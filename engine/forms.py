"""Checks what a person typed against the task's JSON Schema: the same document the browser validates with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, ValidationError, validators

from engine import errors
from kit.errors import Rejected


def _exact_multiple(validator: Any, step: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    """199.99 is a multiple of 0.01: counted in decimals, as binary fractions would deny it."""
    if validator.is_type(value, "number"):
        times = Decimal(str(value)) / Decimal(str(step))
        if times != times.to_integral_value():
            yield ValidationError(f"{value!r} is not a multiple of {step}")


_extend: Any = validators.extend  # it has no types
_Validator = _extend(Draft202012Validator, {"multipleOf": _exact_multiple})


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> Any:
    return _Validator(orjson.loads(schema))


def check(schema: dict[str, Any], variables: dict[str, Any]) -> None:
    """Raises Rejected with one failure per field, in the order of the fields."""
    found = sorted(
        _validator(orjson.dumps(schema)).iter_errors(variables), key=lambda error: list(map(str, error.path))
    )
    if found:
        raise Rejected([errors.FieldInvalid(at=_place(error.absolute_path), detail=error.message) for error in found])


def _place(path: Any) -> str:
    text = "variables"
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
