"""Hints to open screens: kit.broadcast of this process, and on PostgreSQL those of every other process.

Hints may be lost or doubled; they only say "look again". live_bridge brings those of other processes.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import orjson

from kit import broadcast
from kit.broadcast import Hint

LONGEST_QUEUE = 200  # hints a slow reader may be behind; then it is told to look at everything
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
