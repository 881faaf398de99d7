"""Variables that are read under a name that hardly differs from one that is written."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher

from engine.errors import Edit
from engine.validation.dataflow import Facts, Read

ALIKE = 0.82
SHORTEST = 4  # characters; shorter names are alike by chance
MOST = 20_000  # pairs of names that are compared; with more nothing is suggested


def meant(facts: Facts) -> dict[str, str]:
    """Unknown name → the known name that was probably meant: alike, and not only another number at the end. Without
    declared start variables a name that several elements read is taken for one of them."""
    readers: dict[str, set[int]] = defaultdict(set)
    for read in facts.reads:
        readers[read.name].add(id(read.element))
    often = {name for name, elements in readers.items() if len(elements) > 1}
    known = sorted(facts.written | (often if facts.start is None else facts.start))
    unknown = {read.name for read in facts.unknown() if len(read.name) >= SHORTEST}
    asked = sorted(unknown - often if facts.start is None else unknown)
    if len(asked) * len(known) > MOST:
        return {}
    found = {name: _nearest(name, known) for name in asked}
    return {name: near for name, near in found.items() if near is not None}


def _nearest(name: str, known: list[str]) -> str | None:
    best, score = None, ALIKE
    for other in known:
        pair = SequenceMatcher(None, name.casefold(), other.casefold())
        likeness = pair.ratio() if pair.real_quick_ratio() > score and pair.quick_ratio() > score else 0.0
        if likeness > score and re.sub(r"\d+", "", other) != re.sub(r"\d+", "", name) and not _longer(name, other):
            best, score = other, likeness
    return best


def _longer(name: str, known: str) -> bool:
    """`approval` and `approval_x` are two names."""
    return bool(re.match(r"[_.]", name.removeprefix(known))) or bool(re.match(r"[_.]", known.removeprefix(name)))


def corrected(read: Read, name: str) -> Edit:
    raw = re.sub(rf"(?<![\w.\"]){re.escape(read.name)}(?![\w\"])", name, read.where.raw)
    return read.where.rewritten(raw)
