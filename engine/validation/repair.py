"""What somebody meant who wrote an expression of another language: a FEEL text that compiles, or nothing."""

from __future__ import annotations

import re

from engine.validation import written

_STRINGS = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_WORDS = (
    (re.compile(r"!=="), "!="),
    (re.compile(r"===?"), "="),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"\bAND\b"), "and"),
    (re.compile(r"\bOR\b"), "or"),
    (re.compile(r"\beq\b"), "="),
    (re.compile(r"\bne\b"), "!="),
    (re.compile(r"\bgt\b"), ">"),
    (re.compile(r"\bge\b"), ">="),
    (re.compile(r"\blt\b"), "<"),
    (re.compile(r"\ble\b"), "<="),
    (re.compile(r"\bnot\s+(?!\()([\w.]+)"), r"not(\1)"),
    (re.compile(r"!(?!=)\s*([\w.]+)"), r"not(\1)"),
)
_FULL_WIDTH = str.maketrans("（），：；＝＜＞＋－＊／【】“”‘’", "(),:;=<>+-*/[]\"\"''")


def repaired(text: str) -> str | None:
    """The text with the operators, quotes and brackets of FEEL; None unless that is something else and compiles."""
    inner = re.fullmatch(r"\s*=?\s*[$#]\{(.*)\}\s*", text, re.DOTALL)
    wanted = inner.group(1) if inner else text
    for candidate in (_translated(wanted), _translated(wanted.translate(_FULL_WIDTH))):
        if candidate and candidate != text and not written.is_juel(candidate) and written.compiled(candidate):
            return candidate
    return None


def _translated(text: str) -> str:
    """Operators outside quotes, and texts in double quotes."""
    parts = _STRINGS.split(text)
    return " ".join("".join(_part(part) for part in parts).split(" ")).strip()


def _part(part: str) -> str:
    if part[:1] == "'" and part[-1:] == "'" and len(part) > 1:
        return f'"{part[1:-1]}"'
    if part[:1] == '"':
        return part
    for pattern, word in _WORDS:
        part = pattern.sub(word, part)
    return re.sub(r" {2,}", " ", part)
