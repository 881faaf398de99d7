"""Keyset pages: a cursor is the sort key of the last row, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from kit import errors

T = TypeVar("T")


class BadCursor(errors.Failure):
    """A cursor was not made by this service."""

    code = "page.bad_cursor"
    kind = errors.Kind.INVALID
    zh = "翻页标记无效，从第一页重新开始"
    en = "The page marker is not valid; start again from the first page"


@dataclass(frozen=True)
class Page(Generic[T]):
    """Items in order, and where the next page starts (None: this was the last)."""

    items: list[T]
    next_cursor: str | None


def encode_cursor(key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decode_cursor(cursor: str, size: int) -> tuple[Any, ...]:
    """Raises BadCursor unless it holds `size` integers of 64 bits or texts."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        raise BadCursor(at="cursor") from None
    if not isinstance(key, list) or len(key) != size or not all(map(_plain, key)):
        raise BadCursor(at="cursor")
    return tuple(key)


def _plain(part: Any) -> bool:
    """True and False are no integers here, and the database takes no larger ones."""
    return isinstance(part, str) or (type(part) is int and -(2**63) <= part < 2**63)


def read_cursor(cursor: str, *parts: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Each part read as what it must be (whole, UUID, str). Raises BadCursor where one is something else."""
    try:
        return tuple(part(value) for part, value in zip(parts, decode_cursor(cursor, len(parts)), strict=True))
    except (ValueError, TypeError, AttributeError):
        raise BadCursor(at="cursor") from None


def whole(value: Any) -> int:
    """Raises ValueError for a text."""
    if not isinstance(value, int):
        raise ValueError("not a whole number")
    return value
