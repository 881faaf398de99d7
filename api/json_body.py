"""Reads JSON that means one thing only: no NaN, no key twice, no depth bombs, no numbers that a browser would round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from api import failures

MAX_DEPTH = 40  # nesting; forms and orders need five
MAX_WHOLE = 10**15  # JavaScript and FEEL-as-JSON keep 15 digits
_NUL = "\0"


def parse(body: bytes) -> Any:
    """The value. Raises a failure of failures.py that names the fault."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise failures.JsonUnreadable(line=fault.lineno, column=fault.colno) from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        _refuse_depth(value)
    json.loads(body, object_pairs_hook=_object, parse_int=_whole)
    if rb"\u0000" in body and any(_NUL in text for text in _texts(value)):
        raise failures.TextUnreadable
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise failures.JsonKeyTwice(key=twice[:80])
    return result


def _whole(digits: str) -> int:
    if len(digits) > 16 or abs(int(digits)) >= MAX_WHOLE:
        _too_long()
    return int(digits)


def _too_long() -> NoReturn:
    raise failures.NumberTooLong


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise failures.JsonTooDeep(depth=MAX_DEPTH)


def _children(parent: Any) -> list[Any]:
    if isinstance(parent, dict):
        return list(parent.values())
    return parent if isinstance(parent, list) else []


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            yield from current
        waiting.extend(_children(current))
