"""FEEL text to tokens. Names are not put together here: only the parser knows which names exist.

A token's text is what a name is matched by, so `a-b` gives three tokens and may still be one name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from engine.feel import numbers
from engine.feel.errors import FeelSyntaxError, FeelTooComplex

MAX_TEXT = 65_536
"""Longest expression, in characters."""

KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "function",
        "external",
        "between",
        "and",
        "or",
        "instance",
        "true",
        "false",
        "null",
    ]
)
FULL_WIDTH = str.maketrans(
    "，、（）：；［］【】｛｝＜＞＝＋－＊／＆｜！？％“”＂‘’＇。．《》", ',,():;[][]{}<>=+-*/&|!?%""""""..<>'
)
"""Full-width punctuation and what FEEL wants in its place."""

_TOKEN = re.compile(
    r"""(?P<space>(?:\s|\ufeff)+|//[^\r\n]*|/\*.*?\*/)
      |(?P<string>@?"(?:[^"\\]|\\.)*")
      |(?P<op>\.\.|\*\*|<=|>=|!=|->)
      |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
      |(?P<name>(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:\w|[\u00b7\u200c\u200d\ufe0f\U00010000-\U000EFFFF])*)
      |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """kind: number, string, at, name, op or end. value: the Decimal or the unescaped text."""

    kind: str
    text: str
    start: int
    end: int
    value: Any = None


def tokenize(text: str) -> list[Token]:
    """All tokens and one `end`; raises FeelSyntaxError for an open string or comment and a bad number."""
    if len(text) > MAX_TEXT:
        raise FeelTooComplex(limit="text", allowed=MAX_TEXT)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:  # pragma: no cover - the last alternative takes any character
            raise FeelSyntaxError.located(text, position, "unexpected", found=text[position])
        kind, start, position = match.lastgroup, position, match.end()
        if kind != "space":
            tokens.append(_token(text, kind or "mark", match.group(), start, position))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _token(text: str, kind: str, source: str, start: int, end: int) -> Token:
    if kind == "string":
        if source[0] == "@":
            return Token("at", source, start, end, unescape(source[2:-1]))
        return Token("string", source, start, end, unescape(source[1:-1]))
    if kind == "number":
        return Token("number", source, start, end, _number(text, source, start))
    if kind == "mark" and source == '"':
        raise FeelSyntaxError.located(text, start, "open_string")
    if kind == "mark" and text.startswith("/*", start):
        raise FeelSyntaxError.located(text, start, "open_comment")
    return Token("name" if kind == "name" else "op", source, start, end)


def _number(text: str, source: str, start: int) -> Decimal:
    value = numbers.parse(source)
    if value is None:
        raise FeelSyntaxError.located(text, start, "number", found=source[:40])
    return value


def unescape(text: str) -> str:
    """Resolve the escapes of a FEEL string; an unknown one (`\\d` of a pattern) stays as written."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group()
    if escape[1] in "uU" and len(escape) > 2:
        if len(escape) == 12:
            high, low = int(escape[2:6], 16), int(escape[8:], 16)
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        code = int(escape[2:], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape
    return _SIMPLE.get(escape[1], escape)
