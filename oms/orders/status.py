"""The order's statuses: every change is checked against the table of moves, under the order row's lock."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, update

from kit import audit, broadcast
from kit.compiled import Compiled
from kit.db import Tx
from oms.orders import errors, queries, rules
from oms.orders.models import SalesOrder
from oms.orders.rules import Commercial, Fulfilment


def move(
    tx: Tx,
    order_id: int,
    action: str,
    *,
    commercial: Commercial | None = None,
    fulfilment: Fulfilment | None = None,
    reason: str | None = None,
    beside: Mapping[str, Any] | None = None,
) -> bool:
    """Change one or both statuses, with the columns `beside` them, and audit it as `action`.

    False when the order is there already: nothing is written. Raises StatusConflict, OrderUnknown.
    """
    order = queries.locked(tx, order_id)
    wanted: dict[str, Any] = {}
    if commercial is not None and order.commercial != commercial:
        if commercial not in rules.COMMERCIAL_MOVES[Commercial(order.commercial)]:
            raise conflict(order, order.commercial, commercial)
        wanted["commercial"] = commercial.value
    if fulfilment is not None and order.fulfilment != fulfilment:
        if order.commercial in rules.OVER:
            raise conflict(order, order.commercial, fulfilment)
        if fulfilment not in rules.FULFILMENT_MOVES[Fulfilment(order.fulfilment)]:
            raise conflict(order, order.fulfilment, fulfilment)
        wanted["fulfilment"] = fulfilment.value
    if not wanted:
        return False
    change(tx, order, action, {**wanted, **(beside or {})}, reason=reason)
    return True


def change(
    tx: Tx,
    order: queries.OrderRecord,
    action: str,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write columns of a locked order, guarded by its version, and audit them; `before`/`after` replace the facts."""
    new = {f"new_{name}": value for name, value in values.items()}
    guard = {"of_order": order.id, "of_version": order.version}
    changed = _update(tuple(values)).run(tx, {**new, **guard, "who": tx.actor.name, "now": tx.now})
    if changed != 1:
        raise conflict(order, order.commercial, order.commercial)
    stamps = {"version": order.version + 1, "updated_by": tx.actor.name, "updated_at": tx.now}
    queries.changed(tx, order, {**values, **stamps})
    audit.record(
        tx,
        order.id,
        action,
        subject=order.number,
        reason=reason,
        before=before or {name: getattr(order, name) for name in values},
        after=after or dict(values),
    )
    broadcast.announce(tx, "orders", {"order_id": str(order.id)})


@functools.cache
def _update(names: tuple[str, ...]) -> Compiled:
    """The UPDATE of these columns, guarded by the version that was read."""
    new = {name: bindparam(f"new_{name}", type_=getattr(SalesOrder, name).type) for name in names}
    return Compiled(
        update(SalesOrder)
        .where(SalesOrder.id == bindparam("of_order"), SalesOrder.version == bindparam("of_version"))
        .values(
            version=SalesOrder.version + 1,
            updated_by=bindparam("who"),
            updated_at=bindparam("now"),
            **new,
        )
    )


def conflict(order: queries.OrderRecord, current: str, wanted: str) -> errors.StatusConflict:
    """The refusal of a move."""
    return errors.StatusConflict(number=order.number, current=current, wanted=wanted)
