"""The tests' end of the dedicated runner process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class RunnerProcess:
    """Asks the dedicated process; see tests/crash/runner.py."""

    def __init__(self, folder: Path, carrier_url: str, server_url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.runner", str(folder), carrier_url, server_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # jobs that fail on purpose are logged
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.scenarios: list[str] = self._answer()["scenarios"]

    def ask(self, scenario: str, *, n: int = 0, moment: str = "before", fault: str = "") -> dict[str, Any]:
        """Runs one point; n = 0: undisturbed. Raises AssertionError when the story could not be told."""
        assert self._process.stdin is not None
        wanted = {"scenario": scenario, "n": n, "moment": moment, "fault": fault}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=10)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the runner process has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer
