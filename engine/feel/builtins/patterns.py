"""matches, replace, split, extract: XPath patterns, run by `regex` with a time limit.

Sizes are bounded before compiling: a repeat of 10^9 kills the process while it is compiled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import regex

from engine.feel import budget
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.errors import FeelTooComplex

MAX_PATTERN = 2_000
MAX_REPEAT = 1_000
MAX_SECONDS = 0.25
_REPEAT = regex.compile(r"\{(\d+)(?:,(\d*))?\}")
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}
_NAME_START = r"\p{L}_:"
_NAME_CHARS = r"\p{L}\p{N}\p{M}_:.\-"
_CLASSES = {"i": f"[{_NAME_START}]", "I": f"[^{_NAME_START}]", "c": f"[{_NAME_CHARS}]", "C": f"[^{_NAME_CHARS}]"}
_INSIDE = {"i": _NAME_START, "c": _NAME_CHARS}
_PLAIN_ESCAPES = frozenset("nrtdDsSwWpP\\|.-^?*+{}()[]$")


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    """The pattern ready to run; Bad when it is no XPath pattern or too big."""
    if len(pattern) > MAX_PATTERN or set(flags) - set("smixq"):
        raise Bad
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    if "q" in flags:
        return regex.compile(regex.escape(pattern), options)
    for low, high in _REPEAT.findall(pattern):
        if int(low) > MAX_REPEAT or (high and int(high) > MAX_REPEAT):
            raise Bad
    try:
        return regex.compile(_translated(_collapsed(pattern) if "x" in flags else pattern, flags), options)
    except (regex.error, RecursionError, OverflowError) as problem:
        raise Bad from problem


def _collapsed(pattern: str) -> str:
    """Without white space outside of character classes, also within escapes."""
    kept, depth = [], 0
    for index, char in enumerate(pattern):
        if char in "[]" and pattern[index - 1 : index] != "\\":
            depth += 1 if char == "[" else -1
        if depth or char not in " \t\n\r":
            kept.append(char)
    return "".join(kept)


def _translated(pattern: str, flags: str) -> str:
    """XPath syntax in the syntax of `regex`."""
    out: list[str] = []
    depth = index = 0
    while index < len(pattern):
        char = pattern[index]
        step = 1
        if char == "\\":
            piece, step = _escape(pattern, index, inside=depth > 0)
        elif depth:
            piece = char
            if char == "[":
                if pattern[index - 1] != "-":
                    raise Bad
                out[-1] = "--"
                depth += 1
            elif char == "]":
                depth -= 1
            elif char in "&|~" and pattern[index + 1 : index + 2] == char:
                piece = "\\" + char
        elif char == "[":
            depth, piece = 1, char
        else:
            piece = _outside(pattern, index, flags)
        out.append(piece)
        index += step
    if depth:
        raise Bad
    return "".join(out)


def _outside(pattern: str, index: int, flags: str) -> str:
    char = pattern[index]
    if char == "(" and pattern[index + 1 : index + 2] == "?" and pattern[index + 2 : index + 3] != ":":
        raise Bad
    if char == "$":
        return "(?=\\n|\\Z)" if "m" in flags else "\\Z"
    if char == "." and "s" not in flags:
        return "[^\\n\\r]"
    if char in "?*+}" and pattern[index + 1 : index + 2] == "+":
        raise Bad
    return char


def _escape(pattern: str, index: int, *, inside: bool) -> tuple[str, int]:
    following = pattern[index + 1 : index + 2]
    if following in _CLASSES:
        if inside and following not in _INSIDE:
            raise Bad
        return (_INSIDE if inside else _CLASSES)[following], 2
    if following and following in "pP":
        end = pattern.find("}", index)
        if pattern[index + 2 : index + 3] != "{" or end < 0:
            raise Bad
        name = pattern[index + 3 : end]
        return f"\\{following}{{{'In' + name[2:] if name.startswith('Is') else name}}}", end + 1 - index
    if following.isdigit() and following != "0" and not inside:
        return "\\" + following, 2
    if following not in _PLAIN_ESCAPES:
        raise Bad
    return "\\" + following, 2


@built_in("matches(input: string, pattern: string, flags: string??)")
def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern is found anywhere in the text."""
    machine = compiled(pattern, flags or "")
    try:
        return machine.search(text, timeout=MAX_SECONDS) is not None
    except TimeoutError:
        raise FeelTooComplex(limit="time", allowed=MAX_SECONDS) from None


@built_in("replace(input: string, pattern: string, replacement: string, flags: string??)")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every match; `$1` is a group of the match, `$0` the whole."""
    machine = compiled(pattern, flags or "")
    parts = [replacement] if "q" in (flags or "") else _template(replacement, machine.groups)
    grown = 0

    def filled(match: regex.Match[str]) -> str:
        nonlocal grown
        piece = "".join((match[part] or "") if isinstance(part, int) else part for part in parts)
        grown += len(piece)
        budget.bounded_length(grown)
        return piece

    try:
        return budget.bounded_text(machine.sub(filled, text, timeout=MAX_SECONDS))
    except TimeoutError:
        raise FeelTooComplex(limit="time", allowed=MAX_SECONDS) from None


def _template(replacement: str, groups: int) -> list[str | int]:
    parts: list[str | int] = []
    index = 0
    while index < len(replacement):
        char, following = replacement[index], replacement[index + 1 : index + 2]
        if char == "\\":
            if following not in ("\\", "$"):
                raise Bad
            parts.append(following)
            index += 2
        elif char == "$":
            digits = _group_digits(replacement, index + 1, groups)
            number = int(digits)
            parts.append(number if number <= groups else "")
            index += 1 + len(digits)
        else:
            parts.append(char)
            index += 1
    return parts


def _group_digits(replacement: str, start: int, groups: int) -> str:
    """The longest number of a group that exists; at least one digit."""
    end = start
    while end < len(replacement) and replacement[end] in "0123456789":
        if end > start and int(replacement[start : end + 1]) > groups:
            break
        end += 1
    if end == start:
        raise Bad
    return replacement[start:end]


@built_in("split(string: string, delimiter: string)")
def split(text: str, delimiter: str) -> list[Any]:
    """Between the matches of a pattern."""
    machine = compiled(delimiter, "")
    pieces: list[Any] = []
    start = 0
    try:
        for match in machine.finditer(text, timeout=MAX_SECONDS):
            budget.tick()
            if match.end() > match.start():
                pieces.append(text[start : match.start()])
                start = match.end()
    except TimeoutError:
        raise FeelTooComplex(limit="time", allowed=MAX_SECONDS) from None
    return [*pieces, text[start:]]


@built_in("extract(string: string, pattern: string)")
def extract(text: str, pattern: str) -> list[Any]:
    """All matches of a pattern."""
    try:
        return [match[0] for match in compiled(pattern, "").finditer(text, timeout=MAX_SECONDS)]
    except TimeoutError:
        raise FeelTooComplex(limit="time", allowed=MAX_SECONDS) from None
