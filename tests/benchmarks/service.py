"""A real `orderflow serve` or `orderflow worker` process, and what it costs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

PATIENCE = 60.0  # seconds until it must have started


@dataclass(frozen=True)
class Service:
    """A running process. `address` is empty for a worker; `ready_after`: seconds from the
    start of the process to its first answer, or to its first line."""

    process: subprocess.Popen[str]
    address: str
    ready_after: float

    def resident_mb(self) -> float:
        """Memory that it holds now, MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def wait_until_ready(address: str) -> None:
    """Asks /readyz until it says yes. Raises TimeoutError."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        with suppress(URLError), urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:  # noqa: S310
            answer.read()
            return
        time.sleep(0.005)
    raise TimeoutError(address)


@contextmanager
def running(command: str, folder: Path, **settings: str) -> Iterator[Service]:
    """`orderflow COMMAND` on `folder`, stopped at the end. Its log is shown when it does not start."""
    environment = {**os.environ, "ORDERFLOW_DATA_DIR": str(folder)}
    environment |= {f"ORDERFLOW_{name.upper()}": value for name, value in settings.items()}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", command, *(("--port", "0") if command == "serve" else ())],
            env=environment, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                log.seek(0)
                raise RuntimeError(f"orderflow {command} did not start:\n{log.read()[-3000:]}")
            address = line.split()[-1] if command == "serve" else ""
            if address:
                wait_until_ready(address)
            yield Service(process, address, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
