"""Order numbers SO-YYMMDD-NNNN: unique, by the day of the house's time zone, with gaps.

On PostgreSQL parallel transactions take numbers from different slots, so that none waits for the commit of
another; one transaction keeps its slot, so that two never wait for each other in a circle.
"""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from kit.db import Tx
from oms.orders.models import NumberCounter

SLOTS = 32
ZONE = ZoneInfo("Asia/Shanghai")


def next_number(tx: Tx) -> str:
    """A number that no other order has. Locks one counter row until the transaction ends."""
    day = tx.now.astimezone(ZONE).strftime("%y%m%d")
    slots = SLOTS if tx.postgres else 1
    (slot,) = tx.memo.setdefault("orders.number_slot", [secrets.randbelow(slots)])
    last = tx.connection.execute(_TAKE_POSTGRES if tx.postgres else _TAKE_SQLITE, {"day": day, "slot": slot})
    return f"SO-{day}-{(last.scalar_one() - 1) * slots + slot + 1:04d}"


def _on_conflict(insert: postgresql.Insert | sqlite.Insert) -> Insert:
    taken = insert.on_conflict_do_update(
        index_elements=[NumberCounter.day, NumberCounter.slot], set_={"last": NumberCounter.last + 1}
    )
    return taken.returning(NumberCounter.last)


_TAKE_POSTGRES = _on_conflict(postgresql.insert(NumberCounter).values(last=1))
_TAKE_SQLITE = _on_conflict(sqlite.insert(NumberCounter).values(last=1))
