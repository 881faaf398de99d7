"""A process per life: forked from one that has loaded everything, ended at a commit or when its story is told."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from kit.db import Database

CRASHED = 77  # exit code of a process that ended at its point
DONE = 0


@dataclass(frozen=True)
class Point:
    """Before or after the n-th commit, counted from 1. n = 0: never."""

    n: int = 0
    moment: str = "before"


@dataclass
class Life:
    """How a child ended and what it told."""

    code: int
    told: dict[str, Any] = field(default_factory=dict)


class Counter:
    """Counts commits and ends the process at the point: no handler, no flush, no goodbye."""

    def __init__(self, point: Point) -> None:
        self._point = point
        self.commits = 0

    def watch(self, database: Database) -> None:
        database.watch.seen = self._seen

    def _seen(self, moment: str) -> None:
        if moment == "before":
            self.commits += 1
        if self.commits == self._point.n and moment == self._point.moment:
            os._exit(CRASHED)


def live(work: Callable[[], dict[str, Any]]) -> Life:
    """Runs work in a forked child and waits for its end. What the child returns is told through a pipe."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        os._exit(_run(work, sink))
    os.close(sink)
    with os.fdopen(source, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return Life(os.waitstatus_to_exitcode(status), orjson.loads(told) if told else {})


def _run(work: Callable[[], dict[str, Any]], sink: int) -> int:
    try:
        answer, code = work(), DONE
    except BaseException:
        answer, code = {"failure": traceback.format_exc()}, 1
    with os.fdopen(sink, "wb") as pipe:
        pipe.write(orjson.dumps(answer))
    sys.stderr.flush()
    return code
