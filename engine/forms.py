"""Checks what a person typed against the task's JSON Schema: the same document the browser validates with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from engine import errors
from kit.errors import Rejected


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema))


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
