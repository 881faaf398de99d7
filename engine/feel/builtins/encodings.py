"""Texts that carry something else: base64 and JSON."""

from __future__ import annotations

import base64
import binascii
import json
from decimal import Decimal
from typing import Any, NoReturn

import orjson

from engine.feel import budget, json_values, numbers
from engine.feel.builtins.registry import Bad, built_in


@built_in("to base64(value: string)")
def to_base64(value: str) -> str:
    return budget.bounded_text(base64.b64encode(_bytes(value)).decode("ascii"))


@built_in("from base64(value: string)")
def from_base64(value: str) -> str:
    """Null for what is not base64 of UTF-8."""
    try:
        return base64.b64decode(_bytes(value), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise Bad from None


@built_in("to json(value: any)")
def to_json(value: Any) -> str:
    try:
        return budget.bounded_text(orjson.dumps(json_values.to_json(value)).decode())
    except orjson.JSONEncodeError:  # half of a character
        raise Bad from None


@built_in("from json(value: string)")
def from_json(value: str) -> Any:
    """Numbers are read exactly; null for what is not JSON."""
    budget.tick(1 + len(value) // 8)
    _bytes(value)
    try:
        read = json.loads(value, parse_float=_number, parse_int=_number, parse_constant=_no_number)
    except ValueError:
        raise Bad from None
    if "\\u" in value:  # half of a character is none
        _bytes(json.dumps(read, ensure_ascii=False, default=str))
    return read


def _number(text: str) -> Decimal:
    value = numbers.parse(text)
    if value is None:
        raise Bad
    return value


def _no_number(text: str) -> NoReturn:
    raise Bad


def _bytes(value: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        raise Bad from None
