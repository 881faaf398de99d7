"""Keyset pages: a cursor is the sort key of the last row, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
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
    """Raises BadCursor unless it holds `size` integers or texts."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        raise BadCursor(at="cursor") from None
    if not isinstance(key, list) or len(key) != size or not all(isinstance(part, int | str) for part in key):
        raise BadCursor(at="cursor")
    return tuple(key)
