"""Functions over texts. Positions count characters from 1, from the end when negative."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from engine.feel import budget, numbers
from engine.feel.builtins.registry import Bad, built_in


@built_in("substring(string: string, start position: number, length: number?)")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """Null for position 0, a position beyond the text and a length below 1."""
    first = numbers.integer(start.to_integral_value(ROUND_DOWN))
    if first is None or first == 0 or abs(first) > len(string):
        raise Bad
    index = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[index:]
    count = numbers.integer(length.to_integral_value(ROUND_DOWN))
    if count is None or count < 1:
        raise Bad
    return string[index : index + count]


@built_in("string length(string: string)")
def string_length(string: str) -> Decimal:
    return Decimal(len(string))


@built_in("upper case(string: string)")
def upper_case(string: str) -> str:
    return string.upper()


@built_in("lower case(string: string)")
def lower_case(string: str) -> str:
    return string.lower()


@built_in("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    """Empty when there is no match."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@built_in("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    """Empty when there is no match; the whole text after an empty match."""
    return string.partition(match)[2] if match else string


@built_in("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    return match in string


@built_in("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@built_in("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@built_in(
    "string join(list: list, delimiter: string??)",
    "string join(list: list, delimiter: string, prefix: string, suffix: string)",
)
def string_join(
    items: list[Any], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """Nulls are left out; anything else that is no text gives null."""
    texts = [item for item in items if item is not None]
    if any(type(item) is not str for item in texts):
        raise Bad
    budget.bounded_length(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (prefix or "") + (delimiter or "").join(texts) + (suffix or "")


@built_in("trim(string: string)")
def trim(string: str) -> str:
    return string.strip()


@built_in("is blank(string: string)")
def is_blank(string: str) -> bool:
    return not string.strip()
