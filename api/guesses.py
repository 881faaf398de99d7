"""Wrong passwords per address, whatever the account: guessing one password on many accounts is stopped here.

In the memory of one process: a restart forgets, and each node counts for itself. The delay per account is in the
database (oms.identity).
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from oms.identity import errors

WINDOW = timedelta(minutes=5)
ALLOWED = 60  # attempts in a window that did not succeed: a whole office may sit behind one address
REMEMBERED = 10_000  # addresses; the one that was quiet for longest is forgotten first


class Guesses:
    """Attempts that have not succeeded, of the last minutes. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, address: str, now: datetime) -> None:
        """One more attempt, before its password is looked at. Raises TooManyLogins."""
        with self._lock:
            attempts = self._attempts.setdefault(address, deque())
            self._attempts.move_to_end(address)
            while attempts and attempts[0] <= now - WINDOW:
                attempts.popleft()
            if len(attempts) >= ALLOWED:
                raise errors.TooManyLogins(seconds=int((attempts[0] + WINDOW - now).total_seconds()) + 1)
            attempts.append(now)
            if len(self._attempts) > REMEMBERED:
                self._attempts.popitem(last=False)

    def forgive(self, address: str) -> None:
        """The last attempt succeeded: it does not count. Those that failed still do."""
        with self._lock:
            if attempts := self._attempts.get(address):
                attempts.pop()
