"""What work sees: an open write transaction (Tx), a read-only view (Reader), and the Database that hands them out."""

from __future__ import annotations

import itertools
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from kit.clock import Clock
from kit.db import faults, joined

logger = logging.getLogger(__name__)

T = TypeVar("T")
_SAVEPOINT = itertools.count()


@dataclass(frozen=True)
class Actor:
    """Who acts: a user's id and login, or the system itself."""

    id: int
    name: str


SYSTEM = Actor(0, "system")


class View:
    """A connection inside a transaction. The session is made on first use; the raw cursor is for constant hot SQL."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.database = database
        self.connection = connection
        self.now: datetime = database.clock.now()
        self.postgres = database.postgres

    @cached_property
    def session(self) -> Session:
        return joined.session(self.connection)

    @cached_property
    def cursor(self) -> Any:
        """DBAPI cursor of this connection: qmark parameters on SQLite, format parameters on PostgreSQL."""
        driver: Any = self.connection.connection.driver_connection
        return driver.cursor()

    def discard(self) -> None:
        """Forget loaded objects; the transaction itself is ended by whoever opened it."""
        if "session" in self.__dict__:
            self.session.expunge_all()


class Reader(View):
    """Read-only."""


class Careful(Exception):
    """Part of the work failed that had no savepoint: all of it is undone and run again with savepoints."""


class Stale(Exception):
    """Somebody else changed the row first: the transaction is undone and run again from the start (PostgreSQL)."""


class Tx(View):
    """One open write transaction. Everything in it is committed together, or nothing is."""

    def __init__(
        self, database: Database, connection: Connection, actor: Actor, request_id: str, xid: int | None
    ) -> None:
        super().__init__(database, connection)
        self.actor = actor
        self.request_id = request_id
        self.xid = xid  # SQLite: number of the commit batch; PostgreSQL: None, the database numbers itself
        self.careful = False  # True in a second run: `undoable` makes savepoints
        self.memo: dict[str, list[Any] | dict[Any, Any]] = {}
        self._before: list[Callable[[Tx], None]] = []
        self._after: list[Callable[[], None]] = []

    def before_commit(self, work: Callable[[Tx], None]) -> None:
        """Runs once, inside the transaction, after the caller's work; in order of registration."""
        self._before.append(work)

    def after_commit(self, work: Callable[[], None]) -> None:
        """Runs once, after the commit, never after a rollback. Must be short and must not raise."""
        self._after.append(work)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happened inside is undone when the block raises; the exception goes on."""
        self.flush()
        name = f"inner{next(_SAVEPOINT)}"
        before, after = len(self._before), len(self._after)
        known = {key: len(value) for key, value in self.memo.items()}
        self.cursor.execute(f"SAVEPOINT {name}")
        try:
            yield
            self.flush()
        except BaseException:
            del self._before[before:], self._after[after:]
            self._forget_since(known)
            if "session" in self.__dict__:
                self.session.rollback()
                self.session.expunge_all()
            self.cursor.execute(f"ROLLBACK TO SAVEPOINT {name}")
            self.cursor.execute(f"RELEASE SAVEPOINT {name}")
            raise
        self.cursor.execute(f"RELEASE SAVEPOINT {name}")

    @contextmanager
    def undoable(self) -> Iterator[None]:
        """A savepoint without its cost, for a block that hardly ever fails: the first failure undoes everything, and
        the work is run again from the start with real savepoints (`careful`). Faults of the database pass as they are.
        """
        if self.careful:
            with self.savepoint():
                yield
            return
        try:
            yield
            self.flush()
        except faults.kinds(Careful):
            raise
        except Exception as failure:
            raise Careful from failure

    def _forget_since(self, known: dict[str, int]) -> None:
        """Notes of an undone part go with it: new keys vanish, lists are cut, dicts are emptied (they are caches)."""
        for key in list(self.memo):
            value = self.memo[key]
            if key not in known:
                del self.memo[key]
            elif isinstance(value, list):
                del value[known[key] :]
            else:
                value.clear()

    def flush(self) -> None:
        if "session" in self.__dict__:
            self.session.flush()

    def finish(self) -> None:
        """The last part of the work: flush, then what was registered for before the commit."""
        self.flush()
        while self._before:
            self._before.pop(0)(self)
        self.flush()

    def committed(self) -> None:
        """What fails now is logged: the change is durable, its caller must not take it for undone."""
        for work in self._after:
            try:
                work()
            except Exception:
                logger.exception("after-commit work failed", extra={"action": "after_commit_failed"})


@dataclass
class Watch:
    """Sees every commit of a Database: called with "before" and "after". The crash tests end the process in it."""

    seen: Callable[[str], None] = field(default=lambda moment: None)


class Database(ABC):
    """One database, open. Close it at the end of the process."""

    postgres: bool

    def __init__(self, url: str, clock: Clock, zone: ZoneInfo) -> None:
        self.url = url
        self.clock = clock
        self.zone = zone  # the company's: a day begins at its midnight
        self.watch = Watch()
        self.attached: dict[str, Any] = {}  # what upper packages keep per open database, by package name

    @abstractmethod
    def write(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        """Run work in one transaction and return its result after the commit. Work may run again after a lost race on
        PostgreSQL, so it has no effect outside the transaction. Never call it from inside another write."""

    @abstractmethod
    async def write_async(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        """The same without blocking the event loop."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Reader]:
        """A consistent read-only view."""

    @abstractmethod
    def close(self) -> None:
        """Finish queued writes, then let go of every connection."""
