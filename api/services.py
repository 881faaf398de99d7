"""What the entry points share: settings, the open database and what runs beside requests. Made once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from api.guesses import Guesses
from api.import_runner import ImportRunner
from api.people import People
from kit.config import Settings
from kit.db import Database


@dataclass
class Services:
    """Close it at the end: what was started last is stopped first."""

    settings: Settings
    database: Database
    imports: ImportRunner
    people: People = field(default_factory=People)
    guesses: Guesses = field(default_factory=Guesses)
    ready: bool = False  # migrated, deployed, dispatching
    stopping: threading.Event = field(default_factory=threading.Event)
    _closing: list[Callable[[], None]] = field(default_factory=list)

    def at_close(self, work: Callable[[], None]) -> None:
        self._closing.append(work)

    def close(self) -> None:
        """May be called twice."""
        self.stopping.set()
        self.ready = False
        while self._closing:
            with suppress(Exception):
                self._closing.pop()()
