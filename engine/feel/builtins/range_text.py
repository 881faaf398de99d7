"""`range("[1..3]")`: a range from a text whose ends are constants, never names or other calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.feel import lexer, temporal, values
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.errors import FeelError
from engine.feel.lexer import Token
from engine.feel.values import Range

_FROM_TEXT = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "duration": temporal.parse_duration,
}


@built_in("range(from: string)")
def range_from(text: str) -> Range:
    """Null unless both ends are there and in order."""
    try:
        tokens = lexer.tokenize(text)[:-1]
    except FeelError:
        raise Bad from None
    dots = next((index for index, token in enumerate(tokens) if token.text == ".."), 0)
    if dots < 2 or tokens[0].text not in ("[", "(", "]") or tokens[-1].text not in ("]", ")", "["):
        raise Bad
    low, high = _end(tokens[1:dots]), _end(tokens[dots + 1 : -1])
    found = values.make_range(low, high, tokens[0].text == "[", tokens[-1].text == "]")
    if found is None:
        raise Bad
    return found


def _end(tokens: Sequence[Token]) -> Any:
    kinds = [token.kind for token in tokens]
    if kinds in (["number"], ["string"]):
        return tokens[0].value
    if kinds == ["op", "number"] and tokens[0].text == "-":
        return tokens[1].value.copy_negate()
    if kinds == ["at"]:
        return _present(temporal.literal(tokens[0].value))
    if kinds[-3:] == ["op", "string", "op"] and tokens[-3].text == "(" and tokens[-1].text == ")":
        parse = _FROM_TEXT.get(" ".join(token.text for token in tokens[:-3]))
        return _present(parse(tokens[-2].value) if parse else None)
    raise Bad


def _present(value: Any) -> Any:
    if value is None:
        raise Bad
    return value
