"""A process that dies while it hands things out leaves the rest to the next one; nobody gets anything twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from engine import instances, messages, runtime, signals, starts
from kit import config, db

T = TypeVar("T")
RECEIVERS = 3
SIGNAL = '<signalEventDefinition signalRef="sg"/>'


class Died(BaseException):
    """The process is gone."""


class Dying(db.Database):
    """A database whose process dies around its n-th write, before or after the commit."""

    def __init__(self, inner: db.Database, n: int, moment: str) -> None:
        super().__init__(inner.url, inner.clock, inner.zone)
        self.postgres, self.attached = inner.postgres, inner.attached
        self._inner, self._left, self._moment = inner, n, moment

    def write(self, work: Callable[[db.Tx], T], *, actor: db.Actor = db.SYSTEM, request_id: str = "") -> T:
        self._left -= 1
        if self._left == 0 and self._moment == "before":
            raise Died
        result = self._inner.write(work, actor=actor, request_id=request_id)
        if self._left == 0:
            raise Died
        return result

    async def write_async(self, work: Callable[[db.Tx], T], *, actor: db.Actor = db.SYSTEM, request_id: str = "") -> T:
        return self.write(work, actor=actor, request_id=request_id)

    def read(self) -> AbstractContextManager[db.Reader]:
        return self._inner.read()

    def close(self) -> None:
        self._inner.close()


def serve(house: Any, settings: config.Settings, work: Callable[[db.Database], int], n: int, moment: str) -> None:
    """Does the work until the process dies, then in the next process until nothing is left."""
    with pytest.raises(Died):
        work(Dying(house.database, n, moment))
    runtime.install(house.database, settings)
    work(house.database)
    assert work(house.database) == 0


def begun(house: Any) -> list[str]:
    """Business keys of all instances, sorted."""
    with house.database.read() as reader:
        return sorted(row.business_key for row in instances.page(reader).items)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("n", range(1, RECEIVERS + 2))
def test_each_receiver_gets_a_signal_once(house: Any, draw: Any, settings: Any, n: int, moment: str) -> None:
    guard = draw.user("A") + draw.boundary("Q", "A", SIGNAL, interrupting=False) + draw.user("B")
    starting = draw.tag("startEvent", "S", SIGNAL) + draw.user("Z") + draw.flow("S>Z>e; s>e")
    declared = [
        xml.replace(b"<process", b'<signal id="sg" name="stocktaking"/><process', 1)
        for xml in (draw.document(guard + draw.flow("s>A>e; Q>B>e")), draw.document(starting, "begun"))
    ]
    house.deploy(*declared)
    waiting = [house.start(key=f"K{number}") for number in range(RECEIVERS)]
    house.write(lambda tx: signals.broadcast(tx, "stocktaking", {}))

    serve(house, settings, signals.relay, n, moment)

    assert [house.live(one) for one in waiting] == [["A", "B", "Q"]] * RECEIVERS
    assert begun(house) == ["K0", "K1", "K2", "stocktaking"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("n", range(1, RECEIVERS + 1))
def test_each_message_starts_once(house: Any, draw: Any, settings: Any, n: int, moment: str) -> None:
    house.draw(draw.tag("startEvent", "S", draw.MESSAGE) + draw.user("A") + draw.flow("S>A>e; s>e"))
    for number in range(RECEIVERS):
        house.write(lambda tx, number=number: messages.publish(tx, "paid", f"k{number}", {}, now=False))

    serve(house, settings, messages.relay, n, moment)

    assert begun(house) == ["k0", "k1", "k2"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("n", range(1, RECEIVERS + 1))
def test_each_timer_starts_once(house: Any, draw: Any, settings: Any, n: int, moment: str) -> None:
    timed = draw.tag("startEvent", "T", draw.timer("R/PT1H", "timeCycle")) + draw.user("A") + draw.flow("T>A>e; s>e")
    house.deploy(*(draw.document(timed, f"p{number}") for number in range(RECEIVERS)))
    house.clock.advance(timedelta(hours=5))

    serve(house, settings, starts.fire_due, n, moment)

    assert len(begun(house)) == RECEIVERS
