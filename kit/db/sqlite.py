"""SQLite: one writer thread commits whatever has queued, with one fsync for all of it.

A command runs in a savepoint, so one that fails does not hurt its neighbours; a command is answered only after the
commit. `synchronous=FULL`: an acknowledged command survives power loss. Readers use their own connections (WAL).
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from kit.clock import Clock
from kit.db.transaction import SYSTEM, Actor, Careful, Database, Reader, T, Tx

logger = logging.getLogger(__name__)

BATCH = 64  # commands in one commit at most
IDLE_READERS = 5
PRAGMAS = (
    "busy_timeout=30000",  # first: switching to WAL waits for other connections, too
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "wal_autocheckpoint=1000",  # pages
    "journal_size_limit=67108864",  # bytes
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
WRITER = ("cache_size=-16384",)  # KiB; more was no faster beside 200,000 orders: the system keeps the pages anyway
READER = ("query_only=ON", "cache_size=-4096")  # there may be many


@dataclass
class Command:
    """One write that waits for its turn."""

    work: Callable[[Tx], Any]
    actor: Actor
    request_id: str
    answer: Future[Any]
    tx: Tx | None = None
    result: Any = None


class SqliteDatabase(Database):
    """One file, one process. Opening the same file in a second process is refused by the lock in opening.py."""

    postgres = False

    def __init__(self, url: str, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__(url, clock, zone)
        self.lock: int | None = None  # descriptor of the lock file, let go by close
        self._readers = _engine(url, "DEFERRED", query_only=True)
        self._idle: deque[Connection] = deque()  # open readers that nobody uses
        self._writer = _engine(url, "IMMEDIATE", query_only=False)
        self._queue: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._connection = self._writer.connect()
        self._batch = -1  # not read yet
        self._gate = threading.Lock()  # nothing is queued behind the end
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        return self._submit(work, actor, request_id).result()

    async def write_async(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        return await asyncio.wrap_future(self._submit(work, actor, request_id))

    def _submit(self, work: Callable[[Tx], T], actor: Actor, request_id: str) -> Future[T]:
        if threading.current_thread() is self._thread:
            raise RuntimeError("write() inside a write: pass the open transaction on instead")
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()
        with self._gate:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._queue.put(Command(work, actor, request_id, answer))
        return answer

    @contextmanager
    def read(self) -> Iterator[Reader]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._readers.connect()
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute("BEGIN DEFERRED")  # SQLAlchemy joins it only where its own statements are used
            reader = Reader(self, connection)
            try:
                yield reader
            finally:
                reader.discard()
        finally:
            connection.rollback()
            if driver.in_transaction:
                driver.rollback()
            self._put_back(connection)

    def _put_back(self, connection: Connection) -> None:
        """Reading is so short that the way through SQLAlchemy's pool would double it."""
        if len(self._idle) < IDLE_READERS and not self._closed and not connection.in_transaction():
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        while self._idle:
            self._idle.pop().close()
        self._readers.dispose()
        self._writer.dispose()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def _run(self) -> None:
        with self._connection as connection:
            while (first := self._queue.get()) is not None:
                self._commit(connection, self._gather(first))

    def _gather(self, first: Command) -> list[Command]:
        """Whatever queued while the last fsync ran; no timer is needed."""
        commands = [first]
        while len(commands) < BATCH:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            commands.append(following)
        return commands

    def _commit(self, connection: Connection, commands: list[Command]) -> None:
        try:
            self._batch = (self._batch if self._batch >= 0 else _last_batch(connection)) + 1
            with connection.begin():
                done = [command for command in commands if self._attempt(connection, command)]
                self.watch.seen("before")
        except Exception as failure:
            logger.exception("a batch could not be committed", extra={"action": "commit_failed"})
            _undo(connection)
            for command in commands:
                if not command.answer.done():
                    command.answer.set_exception(failure)
            return
        self.watch.seen("after")
        for command in done:
            _acknowledge(command)

    def _attempt(self, connection: Connection, command: Command, *, careful: bool = False) -> bool:
        """Run one command in a savepoint. False: it failed, was undone, and its caller knows."""
        tx = Tx(self, connection, command.actor, command.request_id, self._batch)
        tx.careful = careful
        tx.cursor.execute("SAVEPOINT command")
        try:
            command.result = command.work(tx)
            tx.finish()
        except Exception as failure:
            tx.cursor.execute("ROLLBACK TO SAVEPOINT command")
            tx.cursor.execute("RELEASE SAVEPOINT command")
            tx.discard()
            if isinstance(failure, Careful):
                return self._attempt(connection, command, careful=True)
            command.answer.set_exception(failure)
            return False
        tx.cursor.execute("RELEASE SAVEPOINT command")
        tx.discard()
        command.tx = tx
        return True


def _undo(connection: Connection) -> None:
    """SQLite keeps a transaction open whose COMMIT it refused; the next one could not begin."""
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:
        driver.rollback()


def _acknowledge(command: Command) -> None:
    if command.tx is not None:
        command.tx.committed()
    command.answer.set_result(command.result)


def _last_batch(connection: Connection) -> int:
    """Batches number the audit rows for sealing; they go on where the last process stopped."""
    with connection.begin():
        if not connection.dialect.has_table(connection, "journal"):
            return 0
        rows = connection.exec_driver_sql("SELECT coalesce(max(xid), 0) FROM journal").scalar()
        sealed = connection.exec_driver_sql("SELECT coalesce(max(xid_to), 0) FROM journal_block").scalar()
        return max(int(rows or 0), int(sealed or 0))


def _engine(url: str, begin: str, *, query_only: bool) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=5, max_overflow=60, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connected(driver: Any, _: Any) -> None:
        driver.isolation_level = None  # we say BEGIN ourselves: the driver's own mode loses updates
        for pragma in (*PRAGMAS, *(READER if query_only else WRITER)):
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if query_only and driver.in_transaction:
            return  # begun by `read`
        driver.execute(f"BEGIN {begin}")  # on the driver itself: SQLAlchemy's way costs ten times the statement

    return engine
