"""Identifiers that sort by time. Row ids are 63-bit integers (text in JSON), task ids are UUIDs of version 7 shape."""

from __future__ import annotations

import os
import threading
import time
import uuid

_ORIGIN_MS = 1_700_000_000_000  # 2023-11-14: 41 bits of milliseconds last until 2093
_WORKER_BITS = 10
_SEQUENCE_BITS = 12
_SEQUENCE_MASK = (1 << _SEQUENCE_BITS) - 1


class _Source:
    """41 bits time, 10 bits worker, 12 bits sequence. A full millisecond borrows from the next one.

    The sequence of a millisecond starts at a random offset of this process: two processes that drew the same worker
    number still do not meet.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reseed()

    def reseed(self) -> None:
        """A new worker number; called in a forked child, which would otherwise repeat its parent's ids."""
        self._worker = int.from_bytes(os.urandom(2), "big") & ((1 << _WORKER_BITS) - 1)
        self._tail = int.from_bytes(os.urandom(6), "big")  # fits into the 52 bits behind the worker
        self._offset = int.from_bytes(os.urandom(2), "big") & (_SEQUENCE_MASK >> 1)
        self._last = 0
        self._lock = threading.Lock()

    def tick(self) -> tuple[int, int]:
        """(millisecond, sequence), strictly rising in this process."""
        with self._lock:
            slot = (time.time_ns() // 1_000_000 - _ORIGIN_MS) << _SEQUENCE_BITS
            self._last = max(slot + self._offset, self._last + 1)
            return self._last >> _SEQUENCE_BITS, self._last & _SEQUENCE_MASK

    def id(self) -> int:
        millisecond, sequence = self.tick()
        return (millisecond << (_WORKER_BITS + _SEQUENCE_BITS)) | (self._worker << _SEQUENCE_BITS) | sequence

    def uid(self) -> uuid.UUID:
        millisecond, sequence = self.tick()
        value = ((millisecond + _ORIGIN_MS) << 80) | (7 << 76) | (sequence << 64) | (2 << 62)
        return _uuid(value | (self._worker << 52) | self._tail)


def _uuid(value: int) -> uuid.UUID:
    """Without the constructor's questions about what it was given: a token of a process has one."""
    made = object.__new__(uuid.UUID)
    object.__setattr__(made, "int", value)
    object.__setattr__(made, "is_safe", uuid.SafeUUID.unknown)
    return made


_SOURCE = _Source()
os.register_at_fork(after_in_child=_SOURCE.reseed)


def new_id() -> int:
    """Unique over threads, processes and machines (10 random worker bits), rising in one process."""
    return _SOURCE.id()


def new_uid() -> uuid.UUID:
    """Time-ordered UUID without a system call per id."""
    return _SOURCE.uid()


def first_id(micros: int) -> int:
    """The smallest id made at that moment (µs since 1970) or later: old rows are a range of their primary key."""
    return max(micros // 1000 - _ORIGIN_MS, 0) << (_WORKER_BITS + _SEQUENCE_BITS)


def first_uid(micros: int) -> uuid.UUID:
    """The same for task ids."""
    return uuid.UUID(int=(micros // 1000) << 80)
