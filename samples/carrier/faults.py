"""The bad days a caller can ask for, and the settings of the simulation.

`Control` is shared by all threads of one server; every change goes through its lock.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What one answer does wrong."""

    REFUSE = "refuse"  # 422: not this parcel, ever
    BUSY = "busy"  # 429: nothing done
    ERROR = "error"  # 500: nothing done
    LATE_ERROR = "late_error"  # the work is done, the answer is 500
    SLOW = "slow"  # done, answered after slow_seconds
    HANG = "hang"  # done, then silence for hang_seconds
    LOST = "lost"  # done, the connection is cut before the answer
    RESET = "reset"  # done, the connection is cut in the middle of the answer
    GARBAGE = "garbage"  # done, answered 200 with something that is not JSON


NOTHING_DONE = frozenset({Fault.REFUSE, Fault.BUSY, Fault.ERROR})


@dataclass(slots=True)
class PushStyle:
    """How tracking events are pushed; `repeat` 2 sends each one twice."""

    enabled: bool = True
    repeat: int = 1
    shuffle: bool = False  # later events first, when several are due
    garbage: bool = False  # an unreadable but signed body before each real one
    forge: bool = False  # a wrongly signed copy before each real one


@dataclass(slots=True)
class Control:
    """Times in seconds. `faults` are used up by the next calls, one each, in order."""

    step_seconds: float = 5.0
    slow_seconds: float = 1.0
    hang_seconds: float = 30.0
    push: PushStyle = field(default_factory=PushStyle)
    faults: deque[Fault] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next_fault(self, asked: str | None) -> Fault | None:
        """The fault of this call: the header's, else the next of the queue. ValueError for an unknown word."""
        if asked:
            return Fault(asked)
        with self.lock:
            return self.faults.popleft() if self.faults else None

    def change(self, wishes: dict[str, Any]) -> None:
        """Apply what POST /_control says; unknown words raise ValueError and change nothing. An empty list of faults
        takes back those that were asked for."""
        push = {**asdict(self.push), **wishes.get("push", {})}
        seconds = {
            name: float(wishes[name]) for name in ("step_seconds", "slow_seconds", "hang_seconds") if name in wishes
        }
        faults = [Fault(word) for word in wishes.get("faults", [])]
        if unknown := set(wishes) - {"push", "faults", "step_seconds", "slow_seconds", "hang_seconds"}:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        try:
            style = PushStyle(**push)
        except TypeError as failure:
            raise ValueError(str(failure)) from None
        with self.lock:
            self.push = style
            if faults:
                self.faults.extend(faults)
            elif "faults" in wishes:
                self.faults.clear()
            for name, value in seconds.items():
                setattr(self, name, value)

    def as_json(self) -> dict[str, Any]:
        """The settings as they stand."""
        with self.lock:
            return {
                "step_seconds": self.step_seconds,
                "slow_seconds": self.slow_seconds,
                "hang_seconds": self.hang_seconds,
                "push": asdict(self.push),
                "faults": [str(fault) for fault in self.faults],
            }
