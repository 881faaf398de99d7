"""Walks over what is due so that rows which always fail keep nobody else waiting.

A tick goes through the rows page by page in the order of their key. One that fails is tried once more by the next
tick, then rests, longer each time, and is passed over meanwhile; a tick that meets its limit goes on from there the
next time. Resting is remembered in memory only: a restarted process tries everything again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from kit.db import Database, Reader

logger = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)
PAGE = 200
PAGES = 20  # of one tick
FIRST_REST = timedelta(seconds=2)  # after the second failure in a row
LONGEST_REST = timedelta(minutes=5)
REMEMBERED = 10_000  # failing rows; beyond that the oldest is tried again early

Page = Callable[[Reader, "Key | None", int], Sequence[Key]]
"""Keys after the given one, ascending, at most so many."""


class FairWalk(Generic[Key]):
    """One kind of clock work of one database. Its ticks never overlap."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._after: Key | None = None
        self._resting: dict[Key, tuple[datetime, timedelta]] = {}

    def run(self, database: Database, page: Page[Key], work: Callable[[Key], bool]) -> int:
        """Does `work` for each row, each in a transaction of its own. Returns how many were done; what raises is
        logged and rests."""
        done = 0
        for _ in range(PAGES):
            with database.read() as reader:
                now = reader.now
                keys = page(reader, self._after, PAGE)
            done += sum(self._try(key, now, work) for key in keys if self._rested(key, now))
            self._after = keys[-1] if len(keys) == PAGE else None
            if self._after is None:
                break
        return done

    def _rested(self, key: Key, now: datetime) -> bool:
        return key not in self._resting or self._resting[key][0] <= now

    def _try(self, key: Key, now: datetime, work: Callable[[Key], bool]) -> bool:
        try:
            done = work(key)
        except Exception:
            logger.exception("%s failed", self._name, extra={"action": f"{self._name}_failed", "row": str(key)})
            self._rest(key, now)
            return False
        self._resting.pop(key, None)
        return done

    def _rest(self, key: Key, now: datetime) -> None:
        known = self._resting.pop(key, None)
        rest = timedelta(0) if known is None else min(max(known[1] * 2, FIRST_REST), LONGEST_REST)
        self._resting[key] = (now + rest, rest)
        if len(self._resting) > REMEMBERED:
            del self._resting[next(iter(self._resting))]
