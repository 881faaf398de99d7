"""What somebody meant who wrote an expression of another language: a FEEL text that compiles, or nothing."""

from __future__ import annotations

import re

from engine.validation import written

_STRINGS = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_WORDS = (
    (re.compile(r"!=="), "!="),
    (re.compile(r"===?"), "="),
    (re.compile(r"<>"), "!="),
    (re.compile(r"=<"), "<="),
    (re.compile(r"=>"), ">="),
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
    (re.compile(r"\bis\s+not\s+null\b"), "!= null"),
    (re.compile(r"\bis\s+null\b"), "= null"),
    (re.compile(r"\bnot\s+(?!\()([\w.]+)"), r"not(\1)"),
    (re.compile(r"\b(?:True|TRUE)\b"), "true"),
    (re.compile(r"\b(?:False|FALSE)\b"), "false"),
    (re.compile(r"\b(?:None|undefined|NULL|Null|nil)\b"), "null"),
    (re.compile(r",\s*(?=[)\]}])"), ""),
    (re.compile(r"!(?!=)\s*([\w.]+)"), r"not(\1)"),
)
_METHOD = re.compile(r"\.\s*\w+\s*\(|\{")
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
    parts = _STRINGS.split(_conditional(text))
    return " ".join("".join(_part(part) for part in parts).split(" ")).strip()


def _conditional(text: str) -> str:
    """`a ? b : c` as if, then and else, where it is the whole text and the only one and calls no method."""
    masked = _STRINGS.sub(lambda match: "_" * len(match.group()), text)
    question, colon = masked.find("?"), masked.find(":")
    if masked.count("?") != 1 or masked.count(":") != 1 or not 0 < question < colon or _METHOD.search(masked):
        return text
    condition, yes, no = text[:question].strip(), text[question + 1 : colon].strip(), text[colon + 1 :].strip()
    return f"if {condition} then {yes} else {no}"


def _part(part: str) -> str:
    if part[:1] == "'" and part[-1:] == "'" and len(part) > 1:
        return f'"{part[1:-1]}"'
    if part[:1] == '"':
        return part
    for pattern, word in _WORDS:
        part = pattern.sub(word, part)
    return re.sub(r" {2,}", " ", part)
