"""Live workflow objects of this process, so that most advances need not restore from the blob.

An entry is taken out while it is in use and put back only after the commit: a failed transaction simply never returns
it. Whether it is current is decided by the version in the instance row, read under the lock.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.kernel import Kind


@dataclass
class Live:
    """One instance in memory. `head` is the hash of journal row number `version`."""

    instance_id: int
    bundle_id: int
    business_key: str
    status: int
    version: int
    head: bytes
    workflow: Any
    open: dict[UUID, Kind]


class HotInstances:
    """Least recently used leaves first. 500 objects are about 11 MB; thousands would make garbage collection slow."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[int, Live] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, instance_id: int) -> Live | None:
        with self._lock:
            return self._entries.pop(instance_id, None)

    def put(self, live: Live) -> None:
        with self._lock:
            self._entries[live.instance_id] = live
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def put_all(self, entries: Iterable[Live]) -> None:
        for live in entries:
            self.put(live)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
