"""JSON variables in and out. In: numbers become Decimal at the leaf that is read. Out: numbers that JSON keeps."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.feel import numbers, temporal
from engine.feel.errors import FeelError, FeelTooComplex
from engine.feel.temporal import TEMPORAL
from engine.feel.values import FeelFunction, Range

MAX_NODES = 200_000
"""Elements that one result may hold; shared lists unfold on the way out."""
MAX_SAFE = 2**53
_EXACT_INT = 10**34
_FEEL = frozenset((Decimal, Range, FeelFunction)) | TEMPORAL


def lift(value: Any) -> Any:
    """A JSON value as a FEEL value, deeply; FEEL values inside it stay. Raises FeelError for anything else."""
    kind = value.__class__
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        return Decimal(value) if -_EXACT_INT < value < _EXACT_INT else numbers.DECIMAL.create_decimal(value)
    if kind is float:
        return numbers.from_float(value)
    if kind is list or kind is tuple:
        return [lift(item) for item in value]
    if kind is dict:
        return {key: lift(item) for key, item in value.items()}
    if kind in _FEEL:
        return value
    return _lift_other(value)


def _lift_other(value: Any) -> Any:
    if isinstance(value, datetime):
        return temporal.parse_date_time(value.isoformat())
    if isinstance(value, date):
        return temporal.parse_date(value.isoformat())
    for base in (str, int, float, list, dict):
        if isinstance(value, base):
            plain: Any = base
            return lift(plain(value))
    raise FeelError(reason=f"{type(value).__name__} is not a JSON value")


def to_json(value: Any) -> Any:
    """A FEEL value as JSON: whole numbers within 2**53 as int, others as float of 15 digits, times as ISO text.

    Raises FeelError for functions and ranges, FeelTooComplex beyond MAX_NODES elements.
    """
    return _Export().value(value)


class _Export:
    def __init__(self) -> None:
        self.nodes = 0

    def value(self, value: Any) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FeelTooComplex(limit="size", allowed=MAX_NODES)
        kind = type(value)
        if kind is Decimal:
            return number_to_json(value)
        if kind is list:
            return [self.value(item) for item in value]
        if kind is dict:
            return {key: self.value(item) for key, item in value.items()}
        if kind in TEMPORAL:
            return str(value)
        if kind is FeelFunction or kind is Range:
            raise FeelError(reason="a function or a range cannot be stored in a variable")
        return value


def number_to_json(value: Decimal) -> int | float:
    """An int when whole and exact in every JSON reader, else a float rounded to 15 significant digits."""
    if -MAX_SAFE <= value <= MAX_SAFE and value == int(value):
        return int(value)
    number = float(f"{value:.14e}")
    if math.isinf(number):
        raise FeelError(reason="a number of this size cannot be stored in a variable")
    return number
