"""The carrier as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


def test_it_tells_its_address_and_ends_when_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samples.carrier", "--port", "0", "--book", str(tmp_path / "book.db")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]

        assert httpx.get(f"{url}/healthz").json() == {"ok": True}

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
