"""Variables that are read under a name that hardly differs from one that is written."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from engine.errors import Edit
from engine.validation.dataflow import Facts, Read

ALIKE = 0.82
SHORTEST = 4  # characters; shorter names are alike by chance


def meant(name: str, facts: Facts) -> str | None:
    """The known name that was probably meant: alike, and not only another number at the end. Without declared start
    variables a name that several elements read is taken for one of them."""
    readers = {id(read.element) for read in facts.reads if read.name == name}
    if len(name) < SHORTEST or (facts.start is None and len(readers) > 1):
        return None
    best, score = None, ALIKE
    for known in sorted(facts.written | (facts.start or _read_often(facts))):
        pair = SequenceMatcher(None, name.casefold(), known.casefold())
        likeness = pair.ratio() if pair.real_quick_ratio() > score and pair.quick_ratio() > score else 0.0
        if likeness > score and re.sub(r"\d+", "", known) != re.sub(r"\d+", "", name) and not _longer(name, known):
            best, score = known, likeness
    return best


def _read_often(facts: Facts) -> set[str]:
    """Names that more than one element reads."""
    readers: dict[str, set[int]] = {}
    for read in facts.reads:
        readers.setdefault(read.name, set()).add(id(read.element))
    return {name for name, elements in readers.items() if len(elements) > 1}


def _longer(name: str, known: str) -> bool:
    """`approval` and `approval_x` are two names."""
    return bool(re.match(r"[_.]", name.removeprefix(known))) or bool(re.match(r"[_.]", known.removeprefix(name)))


def corrected(read: Read, name: str) -> Edit:
    raw = re.sub(rf"(?<![\w.\"]){re.escape(read.name)}(?![\w\"])", name, read.where.raw)
    return read.where.rewritten(raw)
