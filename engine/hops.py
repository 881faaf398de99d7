"""How many messages and signals in a row led to this transaction with nothing from outside in between.

Each of them is delivered in a transaction of its own, so diagrams that start or answer each other could go on for ever,
one commit after the other: their throw events stop at `elements.events.MOST_HOPS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from kit.db import Tx

MOST_NESTED = 20
"""Messages that lie there early and are taken by the very transaction that throws them; the relay delivers the rest.
Each is an advance inside an advance: at 200 Python's stack is used up."""

WIDER, WIDEST = 24, 60
"""Hops that each doubling counts for, and at most for one hop: eight in a row to two receivers each, or three to
thousands, stay within."""


def of(tx: Tx) -> int:
    """0 when a person, a clock or a program has caused it."""
    brought = _brought(tx)
    return brought[-1] if brought else 0


def following(tx: Tx, branches: int = 1) -> int:
    """What a message or signal of this transaction has come over. Of what a message or signal has caused, several
    `branches` count for more: two that start two each would be a thousand after ten hops."""
    before = of(tx)
    return before + 1 + (min(WIDEST, WIDER * (branches - 1).bit_length()) if before else 0)


def nested(tx: Tx) -> int:
    """How many deliveries are under way in each other."""
    return len(_brought(tx))


@contextmanager
def brought_by(tx: Tx, hops: int | None) -> Iterator[None]:
    """What happens inside is the work of a message or signal that came over so many hops; None: of an earlier
    release."""
    brought = _brought(tx)
    depth = len(brought)
    brought.append(hops or 0)
    try:
        yield
    finally:
        del brought[depth:]


def _brought(tx: Tx) -> list[int]:
    return cast(list[int], tx.memo.setdefault("hops", []))
