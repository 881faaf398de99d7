"""The signal tables: what was thrown, and who waited for it at that moment. Handing over is signals.py's.

Who waits is written down with one statement in the transaction of the throw, however many they are; each of them is
served later in a transaction of its own, so a crash in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, String, bindparam, cast, delete, insert, literal, null, or_, select, update

from engine import hops
from engine.kernel import Thrown
from engine.models import ItemKind, Signal, SignalDelivery, StartEvent, WorkItem, of_kind
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once
from kit.tables import Uid

_SIGNAL = bindparam("signal", type_=Uid)
_NAME = bindparam("name", type_=String)
_WAITING = select(_SIGNAL, WorkItem.id, WorkItem.instance_id).where(
    of_kind(ItemKind.SIGNAL),
    WorkItem.topic == _NAME,
    or_(WorkItem.instance_id != bindparam("thrower", type_=BigInteger), WorkItem.id < _SIGNAL),
)
_STARTING = select(_SIGNAL, StartEvent.id, cast(null(), BigInteger)).where(
    StartEvent.name == _NAME, StartEvent.kind == literal(int(ItemKind.SIGNAL))
)
_RECEIVERS = Compiled(
    insert(SignalDelivery).from_select(["signal_id", "target", "instance_id"], _WAITING.union_all(_STARTING))
)
_GONE = Compiled(
    delete(SignalDelivery).where(
        SignalDelivery.signal_id == bindparam("signal"), SignalDelivery.target == bindparam("target")
    )
)
_WIDER = Compiled(update(Signal).where(Signal.id == bindparam("signal")).values(hops=bindparam("come_over")))
_NOBODY = 0  # no instance has this id


def store(
    tx: Tx,
    signal_id: UUID,
    name: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    thrower: int = _NOBODY,
    branches: int = 1,
) -> int | None:
    """How many are to get it; None when one with this dedupe key came before. Of the instance that throws only what
    it waited for before: its tokens with an id below the signal's. `branches`: so many are thrown at once."""
    values = {"id": signal_id, "name": name, "dedupe_key": dedupe_key, "payload": payload, "thrown_at": tx.now}
    values["hops"] = hops.following(tx, branches)
    tx.flush()
    if not insert_once(tx, Signal, values):
        return None
    receivers = _RECEIVERS.run(tx, {"signal": signal_id, "name": name, "thrower": thrower})
    if receivers > 1 and hops.of(tx):
        _WIDER.run(tx, {"signal": signal_id, "come_over": hops.following(tx, branches * receivers)})
    return receivers


def keep_thrown(tx: Tx, instance_id: int, thrown: Sequence[Thrown]) -> None:
    """Signals that a diagram throws. The instance's work items are written already."""
    for signal in thrown:
        if signal.kind == "signal":
            store(tx, signal.mark, signal.name, dict(signal.payload), thrower=instance_id, branches=len(thrown))


def served(tx: Tx, signal_id: UUID, target: UUID) -> bool:
    """Write down that this receiver gets it now; False when it has got it. Lock the instance first."""
    return _GONE.run(tx, {"signal": signal_id, "target": target}) == 1
