"""Real processes of the product and of the carrier: started, found ready, killed with SIGKILL, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 60.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """One command that can be killed and started again; what it says goes to a log file."""

    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    ready_url: str = ""  # answers 200 once the process is at work; empty: a line of its output tells
    ready_line: str = ""
    starts: list[float] = field(default_factory=list)  # seconds from each start to being ready
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._from = log.tell()
            self._running = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
            )
        self._started, self._ready = time.monotonic(), False

    def wait_ready(self) -> None:
        """Raises AssertionError when it does not get to work. Asked again it is known."""
        if self._ready:
            return
        while not self._is_ready():
            assert self._running is not None and self._running.poll() is None, self._tail()
            assert time.monotonic() - self._started < LONGEST_START, self._tail()
            time.sleep(0.02)
        self.starts.append(time.monotonic() - self._started)
        self._ready = True

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        assert self._running is not None
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def stop(self) -> None:
        """SIGTERM, and the time to end in order."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait(timeout=30)

    def _is_ready(self) -> bool:
        if self.ready_line:
            with self.log.open("rb") as log:
                log.seek(self._from)
                return self.ready_line.encode() in log.read()
        try:
            return httpx.get(self.ready_url, timeout=2, verify=False).status_code == 200  # noqa: S501 plain HTTP
        except httpx.HTTPError:
            return False

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]
