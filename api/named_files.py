"""Files of a deployment by their names, which findings, decisions and forms go by: no name twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from api import failures


def bare(name: str | None) -> str:
    """What an upload is called, without the folders of the sender's machine, whichever it runs."""
    return PurePath((name or "file").replace("\\", "/")).name[:200]


def by_name(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Raises FileTwice when two of them differ under one name: one would be lost without a word."""
    found: dict[str, bytes] = {}
    for name, content in files:
        if found.setdefault(name, content) != content:
            raise failures.FileTwice(at=name, file=name)
    return found


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Texts of drafts as files."""
    return {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
