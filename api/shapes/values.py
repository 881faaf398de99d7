"""Building blocks of all shapes: ids and times as text, strict input, money and quantities as exact text."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from kit import clock

LARGEST_ID = 2**63 - 1
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class In(BaseModel):
    """Input: what is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """Output."""

    model_config = ConfigDict(frozen=True)


def _row_id(value: Any) -> Any:
    """Text of up to 19 ASCII digits; numbers are refused, since a browser would round them."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        return int(value)
    return "?"  # fails as int_parsing


def _day(value: Any) -> Any:
    """2026-11-25 and nothing else: Pydantic would read 86400 as the second of January 1970."""
    return value if isinstance(value, str) and _DAY.fullmatch(value) else "?"  # fails as a date


def is_row_id(text: str) -> bool:
    """True for the usual form; longer ones need the comparison with LARGEST_ID."""
    return text.isascii() and text.isdigit() and len(text) <= 18


RowId = Annotated[
    int,
    BeforeValidator(_row_id),
    Field(le=LARGEST_ID),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,19}$"}),
]
Moment = Annotated[
    datetime, PlainSerializer(clock.iso, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
Reason = Annotated[str, Field(max_length=2000, description="Why; at least 5 characters that are not blank")]
Short = Annotated[str, StringConstraints(max_length=64)]
Flag = Annotated[bool, Strict()]  # true or false, not 1, "yes" or "on"
Whole = Annotated[int, Strict()]  # 3, not "3", 3.0 or true
Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[str, Field(max_length=40, description="An exact decimal number as text")]
Variables = dict[str, Any]
Limit = Annotated[int, Field(ge=1, le=200)]
Cursor = Annotated[str, Field(max_length=500)]


class ReasonIn(In):
    """A key action with its reason."""

    reason: Reason
