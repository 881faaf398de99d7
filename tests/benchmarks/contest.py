"""Rounds that take turns: each contestant is a process of its own and runs only when told, so that ratios hold even
when the machine is not quiet."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

HERE = Path(__file__).parent
PATIENCE = 120  # seconds for one answer


class Contestant:
    """`python FILE ARGUMENTS`, which answers "go SECONDS" with one line of JSON."""

    def __init__(self, name: str, file: str, *arguments: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / file), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._read()

    def round(self, seconds: float) -> dict[str, Any]:
        self.begin(seconds)
        return self.end()

    def begin(self, seconds: float) -> None:
        """Start a round that `end` waits for: two contestants may run at the same time."""
        if self._process.stdin is None:
            raise RuntimeError("no pipe")
        self._process.stdin.write(f"go {seconds}\n".encode())
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        return self._read()

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)

    def _read(self) -> dict[str, Any]:
        if self._process.stdout is None:
            raise RuntimeError("no pipe")
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self._process.wait()}")
        answer: dict[str, Any] = orjson.loads(line)
        return answer


def serve(measure: Callable[[float], dict[str, Any]]) -> None:
    """The contestant's side: says that it is ready, then measures as often as it is told."""
    _say({"ready": True})
    for line in sys.stdin:
        _say(measure(float(line.split()[1])))


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()


def median(values: Sequence[float]) -> float:
    return float(statistics.median(values))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
