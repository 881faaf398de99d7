"""Lets go of what is no longer needed: states of instances that ended, and who closed their tasks.

The journal stays: pages of an old instance are built from it. Ids sort by time, so old rows are a range of their key.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from engine.models import ClosedTask, Instance, InstanceState
from kit import clock, ids
from kit.db import Tx

STATE_KEPT = timedelta(days=30)  # after the end
CLOSED_KEPT = timedelta(days=90)  # "who was first" is asked within days
BATCH = 1_000


def retire(tx: Tx) -> int:
    """Delete at most BATCH rows of each kind; run again for more. Returns how many went."""
    ended, closed = clock.micros(tx.now - STATE_KEPT), clock.micros(tx.now - CLOSED_KEPT)
    states = (
        select(InstanceState.instance_id)
        .join(Instance, Instance.id == InstanceState.instance_id)
        .where(InstanceState.instance_id < ids.first_id(ended), Instance.ended_at < ended)
        .limit(BATCH)
    )
    tasks = (
        select(ClosedTask.id).where(ClosedTask.id < ids.first_uid(closed), ClosedTask.closed_at < closed).limit(BATCH)
    )
    gone: Any = tx.session.execute(delete(InstanceState).where(InstanceState.instance_id.in_(states)))
    done: Any = tx.session.execute(delete(ClosedTask).where(ClosedTask.id.in_(tasks)))
    return int(gone.rowcount) + int(done.rowcount)
