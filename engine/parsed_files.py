"""Deployed files that were read: what a file says depends on its name and content alone, so each is parsed once.

A deployment looks at everything that is in force while it holds the one writer; without this it would read 200 diagrams
in 1.5 s, the second time in a row.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Parsed = TypeVar("Parsed")
MOST = 500
"""Files; a diagram takes about 100 KB. Of more those that were not looked at for longest are read again."""


class ParsedFiles(Generic[Parsed]):
    """By name and hash. What it gives is shared by all threads: never change it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], Parsed] = OrderedDict()

    def of(self, filename: str, sha256: str, parse: Callable[[], Parsed]) -> Parsed:
        """Two threads may parse the same file at once. Raises what `parse` raises."""
        place = (filename, sha256)
        with self._lock:
            found = self._known.get(place)
            if found is not None:
                self._known.move_to_end(place)
                return found
        parsed = parse()
        with self._lock:
            self._known[place] = parsed
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return parsed
