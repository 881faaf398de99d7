"""The known name that somebody most probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE_ENOUGH = 0.6


def nearest(written: str, known: Iterable[str]) -> str | None:
    """None when nothing is like it. Case, blanks, dots, dashes and underscores count little."""
    best, score = None, LIKE_ENOUGH
    for name in sorted(known):
        likeness = SequenceMatcher(None, _plain(written), _plain(name)).ratio()
        if likeness > score:
            best, score = name, likeness
    return best


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter not in " .-_")


def meant_zh(name: str | None) -> str:
    return f"是不是“{name}”？" if name else ""


def meant_en(name: str | None) -> str:
    return f'Did you mean "{name}"? ' if name else ""
