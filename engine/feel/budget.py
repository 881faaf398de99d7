"""How much work one evaluation may do. Per thread; only the outermost evaluation sets it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.feel.errors import FeelTooComplex

MAX_STEPS = 1_000_000
MAX_SECONDS = 2.0
MAX_CALLS = 60
MAX_LENGTH = 1_000_000
"""Longest text and longest list that an operator may build."""
_CHECK_EVERY = 256


class _Budget(threading.local):
    """Outside of an evaluation `active` is False, and nothing is counted."""

    active = False
    steps = 0
    calls = 0
    deadline = 0.0


_budget = _Budget()


def start() -> bool:
    """Start counting; False when an evaluation around this one already counts. Who got True calls `stop`."""
    state = _budget
    if state.active:
        return False
    state.active, state.steps, state.calls = True, 0, 0
    state.deadline = time.monotonic() + MAX_SECONDS
    return True


def stop() -> None:
    """The outermost evaluation has ended."""
    _budget.active = False


def tick(steps: int = 1) -> None:
    """Count work; raises FeelTooComplex when the steps or the time are used up."""
    state = _budget
    if not state.active:
        return
    before = state.steps
    state.steps = after = before + steps
    if after > MAX_STEPS:
        raise FeelTooComplex(limit="steps", allowed=MAX_STEPS)
    if before // _CHECK_EVERY != after // _CHECK_EVERY and time.monotonic() > state.deadline:
        raise FeelTooComplex(limit="time", allowed=MAX_SECONDS)


@contextmanager
def call() -> Iterator[None]:
    """One function call deep; raises FeelTooComplex beyond MAX_CALLS."""
    tick()
    _budget.calls += 1
    try:
        if _budget.calls > MAX_CALLS:
            raise FeelTooComplex(limit="calls", allowed=MAX_CALLS)
        yield
    finally:
        _budget.calls -= 1


def bounded_text(text: str) -> str:
    """The text, unless it is longer than MAX_LENGTH; its length counts as work."""
    bounded_length(len(text))
    return text


def bounded_length(length: int) -> None:
    """Refuse a text or list that is too long, before it is built where that can be known."""
    if length > MAX_LENGTH:
        raise FeelTooComplex(limit="size", allowed=MAX_LENGTH)
    tick(1 + length // 64)
