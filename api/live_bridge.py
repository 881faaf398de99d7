"""Carries hints to open screens between the processes on one PostgreSQL; loaded only there, for psycopg's sake.

Each process listens on one channel and tells the others what it committed, in the background: no transaction waits.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

import orjson
import psycopg

from engine.dispatch import cluster
from kit import broadcast
from kit.broadcast import Hint
from kit.ids import new_uid

logger = logging.getLogger(__name__)

CHANNEL = "orderflow_hints"
LONGEST_PAYLOAD = 7_000  # bytes; PostgreSQL allows 8,000
WAKE = 1.0  # seconds between looks at whether to stop
PAUSE = 2.0  # seconds before a lost connection is opened again


class Bridge:
    """Carries hints between processes over LISTEN and NOTIFY."""

    def __init__(self, url: str) -> None:
        self._conninfo = cluster.conninfo(url)
        self._self = new_uid().hex
        self._outgoing: queue.SimpleQueue[Hint] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._inside = threading.local()
        self._end: Callable[[], None] = lambda: None
        self._threads = [
            threading.Thread(target=self._forever, args=(work,), name=f"hints-{work.__name__}", daemon=True)
            for work in (self._tell, self._listen)
        ]

    def start(self) -> None:
        self._end = broadcast.LOCAL.subscribe(self._keep)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._end()
        for thread in self._threads:
            thread.join(timeout=WAKE * 3)

    def _keep(self, hint: Hint) -> None:
        if not getattr(self._inside, "listening", False):  # what came from others is not sent back
            self._outgoing.put(hint)

    def _forever(self, work: Callable[[psycopg.Connection], None]) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True, connect_timeout=3) as connection:
                    work(connection)
            except psycopg.Error:
                logger.warning("hints between processes are interrupted", extra={"action": "hints_interrupted"})
                self._stopping.wait(PAUSE)

    def _tell(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            with suppress(queue.Empty):
                hint = self._outgoing.get(timeout=WAKE)
                payload = orjson.dumps({"from": self._self, "kind": hint.kind, "data": hint.data}).decode()
                if len(payload) < LONGEST_PAYLOAD:
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))

    def _listen(self, connection: psycopg.Connection) -> None:
        self._inside.listening = True
        connection.execute(f"LISTEN {CHANNEL}")
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=WAKE):
                told = orjson.loads(notice.payload)
                if told["from"] != self._self:
                    broadcast.LOCAL.send(Hint(told["kind"], told["data"]))
