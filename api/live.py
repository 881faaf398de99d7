"""Hints to open screens: kit.broadcast of this process, and on PostgreSQL those of every other process.

Hints may be lost or doubled; they only say "look again". On PostgreSQL each process listens on one channel and tells
the others what it committed, in the background: no transaction waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

import orjson
import psycopg
from sqlalchemy.engine import make_url

from kit import broadcast
from kit.broadcast import Hint
from kit.ids import new_uid

logger = logging.getLogger(__name__)

CHANNEL = "orderflow_hints"
LONGEST_QUEUE = 200  # hints a slow reader may be behind; then it is told to look at everything
LONGEST_PAYLOAD = 7_000  # bytes; PostgreSQL allows 8,000
WAKE = 1.0  # seconds between looks at whether to stop
PAUSE = 2.0  # seconds before a lost connection is opened again
EVERYTHING = Hint("all", {})


class Listener:
    """One open event stream. Fed from any thread, read in its event loop; equal hints that wait are told once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[bytes, Hint] = {}
        self._arrived = asyncio.Event()
        self._end = broadcast.LOCAL.subscribe(self._from_any_thread)

    def _from_any_thread(self, hint: Hint) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody listens any more
            self._loop.call_soon_threadsafe(self._add, hint)

    def _add(self, hint: Hint) -> None:
        if len(self._waiting) >= LONGEST_QUEUE:
            self._waiting = {b"": EVERYTHING}
        self._waiting[orjson.dumps([hint.kind, hint.data])] = hint
        self._arrived.set()

    async def next(self, patience: float) -> list[Hint]:
        """What has arrived, or nothing after `patience` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), patience)
        self._arrived.clear()
        hints, self._waiting = list(self._waiting.values()), {}
        return hints

    def close(self) -> None:
        self._end()


class Bridge:
    """Carries hints between processes over LISTEN and NOTIFY."""

    def __init__(self, url: str) -> None:
        self._conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
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
