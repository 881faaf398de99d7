"""Stops calling a system that keeps failing, so that its outage does not hold our threads.

Closed: calls pass. After `FAILURES_TO_OPEN` failures in a row it is open: calls are refused at once.
After `SECONDS_OPEN` one call may try; its success closes the breaker, its failure opens it again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES_TO_OPEN = 5
SECONDS_OPEN = 15.0


class CircuitBreaker:
    """Safe for many threads. Counts per process: every worker finds out for itself."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._failures = 0
        self._try_again_at = 0.0

    def allows(self) -> bool:
        """True when a call may be made now. While open, at most one caller per `SECONDS_OPEN` gets True."""
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return True
            now = self._seconds()
            if now < self._try_again_at:
                return False
            self._try_again_at = now + SECONDS_OPEN
            return True

    def succeeded(self) -> None:
        """The last call was answered: close."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The last call was not answered; the fifth in a row opens the breaker."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._try_again_at = self._seconds() + SECONDS_OPEN
