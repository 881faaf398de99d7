"""Live hints after a commit: "this order changed, look again". Best effort, never the truth; screens refetch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.db.transaction import Tx


@dataclass(frozen=True)
class Hint:
    """kind: tasks, orders, notifications, imports. data: ids only."""

    kind: str
    data: dict[str, Any]


class Broadcast:
    """Listeners of this process. Thread-safe; a listener must not block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Hint], None]] = []

    def subscribe(self, listener: Callable[[Hint], None]) -> Callable[[], None]:
        """Returns the function that ends the subscription."""
        with self._lock:
            self._listeners = [*self._listeners, listener]

        def end() -> None:
            with self._lock:
                self._listeners = [other for other in self._listeners if other is not listener]

        return end

    def send(self, hint: Hint) -> None:
        for listener in self._listeners:
            listener(hint)


LOCAL = Broadcast()  # this process; on PostgreSQL api/live_bridge.py carries hints between processes


def announce(tx: Tx, kind: str, data: dict[str, Any]) -> None:
    """Send a hint once the transaction has been committed."""
    hint = Hint(kind, data)
    tx.after_commit(lambda: LOCAL.send(hint))
