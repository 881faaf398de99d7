"""The known name that somebody most probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE_ENOUGH = 0.6


def nearest(written: str, known: Iterable[str]) -> str | None:
    """None when nothing is like it. Case, blanks, dots, dashes and underscores count little."""
    best, score = None, LIKE_ENOUGH
    for name in sorted(known):
        pair = SequenceMatcher(None, _plain(written), _plain(name))
        likeness = pair.ratio() if pair.real_quick_ratio() > score and pair.quick_ratio() > score else 0.0
        if likeness > score:
            best, score = name, likeness
    return best


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter not in " .-_")


def meant_zh(name: str | None) -> str:
    return f"是不是“{name}”？" if name else ""


def meant_en(name: str | None) -> str:
    return f'Did you mean "{name}"? ' if name else ""
