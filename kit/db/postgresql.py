"""PostgreSQL: a pooled connection per transaction; lost races are run again; a cut line is noticed in seconds."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from kit.clock import Clock
from kit.db import faults
from kit.db.transaction import SYSTEM, Actor, Careful, Database, Reader, Stale, T, Tx

logger = logging.getLogger(__name__)
faults.add(psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)

TRIES = 6
THREADS = 16
SESSION = (
    "-c synchronous_commit=on -c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s "
    "-c plan_cache_mode=force_generic_plan -c timezone=UTC"
)
LINE = {
    "connect_timeout": 3,  # seconds
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # milliseconds: otherwise a cut line hangs a request for more than 40 s
    "prepare_threshold": 2,
    "options": SESSION,
}


class PostgresDatabase(Database):
    """Any number of processes and machines."""

    postgres = True

    def __init__(self, url: str, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__(url, clock, zone)
        self._engine = create_engine(url, pool_size=THREADS, max_overflow=16, pool_timeout=10, connect_args=LINE)
        self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="postgres")

    def write(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        careful, attempt = False, 1
        while True:
            try:
                return self._once(work, actor, request_id, careful)
            except Careful:
                careful = True  # a careful run never asks for it again
            except Exception as failure:
                if not _again(failure) or attempt == TRIES:
                    raise
                logger.info("transaction lost a race", extra={"action": "transaction_retried", "attempt": attempt})
                time.sleep(random.uniform(0.001, 0.01) * 2**attempt)  # noqa: S311 jitter, not a secret
                attempt += 1

    async def write_async(self, work: Callable[[Tx], T], *, actor: Actor = SYSTEM, request_id: str = "") -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self.write(work, actor=actor, request_id=request_id))

    def _once(self, work: Callable[[Tx], T], actor: Actor, request_id: str, careful: bool) -> T:
        with self._engine.connect() as connection:
            with connection.begin():
                tx = Tx(self, connection, actor, request_id, None)
                tx.careful = careful
                try:
                    result = work(tx)
                    tx.finish()
                finally:
                    tx.discard()
                self.watch.seen("before")
            self.watch.seen("after")
        tx.committed()
        return result

    @contextmanager
    def read(self) -> Iterator[Reader]:
        with self._readers.connect() as connection, connection.begin():
            reader = Reader(self, connection)
            try:
                yield reader
            finally:
                reader.discard()

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()


_RACES: tuple[type[Exception], ...] = (
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
)


def _again(failure: Any) -> bool:
    """True for races that a second try settles; two writers of one audit stream count as one."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return cause.diag.constraint_name == "pk_journal"
    return isinstance(cause, (Stale, *_RACES))
