"""Order numbers SO-YYMMDD-NNNN: unique, by the day of the house's time zone, with gaps.

On PostgreSQL parallel transactions take numbers from different slots, so that none waits for the commit of
another; one transaction keeps its slot, so that two never wait for each other in a circle.
"""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from kit.compiled import Compiled
from kit.db import Tx
from oms.orders.models import NumberCounter

SLOTS = 32


def next_number(tx: Tx) -> str:
    """A number that no other order has. Locks one counter row until the transaction ends."""
    day = tx.now.astimezone(tx.database.zone).strftime("%y%m%d")
    slots = SLOTS if tx.postgres else 1
    (slot,) = tx.memo.setdefault("orders.number_slot", [secrets.randbelow(slots)])
    taken = (_TAKE_POSTGRES if tx.postgres else _TAKE_SQLITE).rows(tx, {"day": day, "slot": slot})
    return f"SO-{day}-{(taken[0][0] - 1) * slots + slot + 1:04d}"


def _take(insert: postgresql.Insert | sqlite.Insert) -> Compiled:
    first = insert.values(day=bindparam("day"), slot=bindparam("slot"), last=1)
    taken = first.on_conflict_do_update(
        index_elements=[NumberCounter.day, NumberCounter.slot], set_={"last": NumberCounter.last + 1}
    )
    return Compiled(taken.returning(NumberCounter.last))


_TAKE_POSTGRES = _take(postgresql.insert(NumberCounter))
_TAKE_SQLITE = _take(sqlite.insert(NumberCounter))
