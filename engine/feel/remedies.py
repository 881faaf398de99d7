"""What somebody meant whose text is not FEEL: habits of other languages, full-width marks, brackets, loose ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.feel import lexer
from engine.feel.errors import FeelSyntaxError, place
from engine.feel.lexer import Token

_MARKS: dict[str, tuple[str, str]] = {
    "==": ("equals", ""),
    "===": ("equals", ""),
    "!==": ("write", "!="),
    "<>": ("write", "!="),
    "=<": ("write", "<="),
    "=>": ("write", ">="),
    "&&": ("write", "and"),
    "&": ("write", "and"),
    "||": ("write", "or"),
    "|": ("write", "or"),
    "!": ("write", "not(…)"),
    "~": ("write", "not(…)"),
    "^": ("write", "**"),
    "%": ("write", "modulo(a, b)"),
    "//": ("write", "floor(a / b)"),
    "->": ("write", "function(x) …"),
    "??": ("write", "get or else(a, b)"),
    "?:": ("write", "get or else(a, b)"),
    "?.": ("write", "."),
    "++": ("assignment", ""),
    "--": ("assignment", ""),
    "+=": ("assignment", ""),
    "-=": ("assignment", ""),
    "*=": ("assignment", ""),
    "/=": ("assignment", ""),
    ":=": ("assignment", ""),
    "$": ("placeholder", ""),
    "#": ("placeholder", ""),
    ";": ("semicolon", ""),
}
_LONGEST = 3
_FOREIGN = {
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("None", "undefined", "NULL", "Null", "nil"), "null"),
}
_UPPER = {word.upper(): word for word in ("and", "or", "not", "then", "else", "in", "between")}
_CLOSING, _OPENING = {"(": ")", "[": "]", "{": "}"}, {")": "(", "]": "[", "}": "{"}
_INFIX = frozenset({"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies", "external"})
_INTRODUCERS = frozenset({"if", "then", "else", "return", "satisfies", "between", "for", "some", "every"})
_OPERATORS = frozenset({"+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", ",", ":", ".."})


def starts_value(token: Token) -> bool:
    """Whether an expression can start with this token."""
    if token.kind == "name":
        return token.text not in _INFIX
    return token.kind in ("number", "string", "at") or token.text in ("(", "[", "{", "]", "-", "?")


def refuse_foreign(text: str, words: Sequence[Token]) -> None:
    """An unknown name that other languages write for a constant or an operator. Raises FeelSyntaxError."""
    first = words[0]
    if len(words) == 1 and first.text in _FOREIGN:
        raise FeelSyntaxError.located(text, first.start, "no_name", found=first.text, remedy=_FOREIGN[first.text])
    for token in words if len(words) > 1 else ():
        if token.text in _UPPER:
            remedy = _UPPER[token.text]
            raise FeelSyntaxError.located(text, token.start, "lower_case", found=token.text, remedy=remedy)


def diagnosed(text: str, tokens: Sequence[Token], index: int, expected: str) -> FeelSyntaxError:
    """The error for a token that does not fit, as helpful as can be."""
    position, problem, params = _diagnosis(text, tokens, index, expected)
    return FeelSyntaxError.located(text, position, problem, **params)


Diagnosis = tuple[int, str, dict[str, Any]]


def _diagnosis(text: str, tokens: Sequence[Token], index: int, expected: str) -> Diagnosis:
    token, previous = tokens[index], tokens[index - 1] if index else None
    for found in (_quotes(text, tokens, index), _full_width(token), _marks(tokens, index), _comma(token, previous)):
        if found is not None:
            return found
    if token.kind == "end":
        return _end(text, tokens, index, expected)
    if (word := _word(token, previous)) is not None:
        return word
    if token.kind == "op" and token.text in _OPENING:
        opened = _open(tokens[:index])
        if not opened:
            return token.start, "unopened", {"found": token.text, "expected": _OPENING[token.text]}
        if opened[-1].text != _OPENING[token.text]:
            expected = _CLOSING[opened[-1].text]
    if expected:
        return token.start, "expected", {"expected": expected, "found": token.text[:40]}
    return token.start, "unexpected", {"found": token.text[:40]}


def _full_width(token: Token) -> Diagnosis | None:
    half = token.text.translate(lexer.FULL_WIDTH)
    if half == token.text or token.kind == "string":
        return None
    return token.start, "full_width", {"found": token.text, "remedy": half}


def _quotes(text: str, tokens: Sequence[Token], index: int) -> Diagnosis | None:
    """A text in single, typographic or slanted quotes."""
    token = tokens[index]
    closing = {"'": "'", "`": "`", "“": "”", "‘": "’", "「": "」", "”": "”"}.get(token.text)
    if closing is None or token.kind != "op":
        return None
    end = text.find(closing, token.end)
    if end < 0 or end - token.end > 40:
        if token.text not in "'`":
            return None
        return token.start, "quotes", {"found": token.text, "remedy": '"…"'}
    return token.start, "quotes", {"found": token.text, "remedy": f'"{text[token.end : end]}"'}


def _marks(tokens: Sequence[Token], index: int) -> Diagnosis | None:
    """Operators of other languages; the token that does not fit is one of their characters."""
    for length in range(_LONGEST, 0, -1):
        for first in range(max(index - length, 0), index + 1):
            run = _run(tokens, first, length, index)
            if run in _MARKS and (len(run) > 1 or first == index):
                problem, remedy = _MARKS[run]
                if run == "=>" and _arrow(tokens, first):
                    remedy = "function(x) …"
                return tokens[first].start, problem, {"found": run, "remedy": remedy}
    token = tokens[index]
    if token.text == "?" and any(later.text == ":" for later in tokens[index:]):
        return token.start, "ternary", {}
    if token.text == "=":
        if index == 0:
            return token.start, "leading_equals", {}
        if tokens[index - 1].text == "=":
            return tokens[index - 1].start, "equals", {}
    return None


def _run(tokens: Sequence[Token], first: int, length: int, index: int) -> str:
    """The characters of adjacent marks from `first` on, `length` long, if the token at `index` is one; else empty."""
    run, at = "", first
    while at < len(tokens) and len(run) < length and tokens[at].kind == "op":
        if run and tokens[at].start != tokens[at - 1].end:
            return ""
        run += tokens[at].text
        at += 1
    return run if len(run) == length and first <= index < at else ""


def _arrow(tokens: Sequence[Token], first: int) -> bool:
    """`x => …` in the arguments of a call is a function, elsewhere it is a wrong `>=`."""
    return (first > 1 and tokens[first - 2].text in ("(", ",")) or (first > 0 and tokens[first - 1].text == ")")


def _comma(token: Token, previous: Token | None) -> Diagnosis | None:
    if previous is None or previous.text != "," or previous.kind != "op":
        return None
    if token.text not in _OPENING or token.kind != "op":
        return None
    return previous.start, "trailing_comma", {"found": token.text}


def _word(token: Token, previous: Token | None) -> Diagnosis | None:
    if token.kind == "name" and token.text in _UPPER:
        return token.start, "lower_case", {"found": token.text, "remedy": _UPPER[token.text]}
    if previous is None or previous.kind != "name":
        return None
    if previous.text == "is" and token.text == "null":
        return previous.start, "null_check", {}
    if previous.text == "not" and token.text not in _INFIX and token.kind in ("name", "number", "string"):
        return previous.start, "call_brackets", {"found": "not"}
    return None


def _open(tokens: Sequence[Token]) -> list[Token]:
    """The brackets that nothing closes; either bracket may close a range."""
    opened: list[Token] = []
    for token in _brackets(tokens):
        if token.text in _CLOSING:
            opened.append(token)
        elif opened and (opened[-1].text == _OPENING[token.text] or {opened[-1].text, token.text} <= set("[()]")):
            opened.pop()
    return opened


def _brackets(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.kind == "op" and (token.text in _CLOSING or token.text in _OPENING))


def _end(text: str, tokens: Sequence[Token], index: int, expected: str) -> Diagnosis:
    end, previous = tokens[index].start, tokens[index - 1] if index else None
    if previous is None:
        return end, "empty", {}
    if previous.text in _OPERATORS | _INTRODUCERS and previous.kind in ("op", "name"):
        return end, "end_operand", {"found": previous.text}
    opened = _open(tokens[:index])
    if expected and expected not in (",:)]}" if opened and opened[-1].text != "{" else ",)]}"):
        return end, "end_expected", {"expected": expected}
    if opened:
        line, column = place(text, opened[-1].start)
        closing = _CLOSING[opened[-1].text]
        return end, "unclosed", {"found": opened[-1].text, "line": line, "column": column, "expected": closing}
    return end, "end_expected" if expected else "end", {"expected": expected}
