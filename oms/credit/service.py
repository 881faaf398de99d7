"""Freezes, overrides and releases credit. Exposure never exceeds limit plus allowance (models.CreditAccount).

Locks: the account row, by the one guarded UPDATE that changes it; the order's freeze row is read and written
after it is locked. Credit never reads orders: callers say what an order is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Update, bindparam, case, insert, select, update

from kit import audit, ids
from kit.compiled import Compiled
from kit.db import Tx
from kit.insert_once import insert_once
from oms.credit import errors, queries, rules
from oms.credit.models import CreditAccount, CreditEntry, CreditFreeze, CreditOverride
from oms.credit.rules import EntryKind

_EXPOSURE = CreditAccount.used_fen + CreditAccount.frozen_fen
_ACCOUNT = tuple(getattr(CreditAccount, name) for name in queries.Account.__dataclass_fields__)
_LOCK = Compiled(select(*_ACCOUNT).where(CreditAccount.customer_id == bindparam("of_customer")).with_for_update())
_FREEZE = Compiled(
    update(CreditAccount)
    .where(
        CreditAccount.customer_id == bindparam("of_customer"),
        CreditAccount.limit_fen - _EXPOSURE >= bindparam("step", type_=BigInteger),
    )
    .values(
        frozen_fen=CreditAccount.frozen_fen + bindparam("step", type_=BigInteger),
        version=CreditAccount.version + 1,
    )
    .returning(*_ACCOUNT)
)
_ENTER = Compiled(insert(CreditEntry))
_USE = Compiled(
    update(CreditAccount)
    .where(CreditAccount.customer_id == bindparam("of_customer"))
    .values(
        frozen_fen=CreditAccount.frozen_fen - bindparam("amount", type_=BigInteger),
        used_fen=CreditAccount.used_fen + bindparam("amount", type_=BigInteger),
        version=CreditAccount.version + 1,
    )
    .returning(*_ACCOUNT)
)
_HOLDER = Compiled(select(CreditFreeze.customer_id).where(CreditFreeze.order_id == bindparam("of_order")))
_MARK_RELEASED = Compiled(
    update(CreditFreeze)
    .where(CreditFreeze.order_id == bindparam("of_order"))
    .values(active=bindparam("active"), changed_at=bindparam("now"))
)


@dataclass(frozen=True)
class FreezeResult:
    """Whether the order's amount is frozen; if not, by how much it exceeds what is available (fen)."""

    granted: bool
    excess_fen: int
    available_fen: int
    override_id: int | None = None


@dataclass(frozen=True)
class _Note:
    """What the ledger says about a change."""

    kind: EntryKind
    amount_fen: int
    order_id: int | None = None
    override_id: int | None = None
    reason: str | None = None


def open_account(tx: Tx, customer_id: int, limit_fen: int) -> None:
    """Give a customer credit. Raises AccountExists."""
    if limit_fen < 0:
        raise errors.AmountNotPositive(at="limit")
    if not _open(tx, customer_id, limit_fen):
        raise errors.AccountExists
    audit.record(tx, customer_id, "credit.opened", subject=str(customer_id), after={"limit_fen": limit_fen})


def set_limit(tx: Tx, customer_id: int, limit_fen: int, *, reason: str) -> None:
    """Change the limit. What is open already stays allowed when the new limit is below it."""
    why = audit.require_reason(reason)
    if limit_fen < 0:
        raise errors.AmountNotPositive(at="limit")
    before = _locked(tx, customer_id)
    statement = update(CreditAccount).values(limit_fen=limit_fen, allowance_fen=_above(limit_fen, _EXPOSURE))
    _apply(tx, customer_id, statement, _Note(EntryKind.LIMIT, limit_fen - before.limit_fen, reason=why))
    audit.record(
        tx,
        customer_id,
        "credit.limit_changed",
        subject=str(customer_id),
        reason=why,
        before={"limit_fen": before.limit_fen},
        after={"limit_fen": limit_fen},
    )


def try_freeze(tx: Tx, customer_id: int, order_id: int, amount_fen: int) -> FreezeResult:
    """Hold `amount_fen` for the order if the limit, or an override granted to the order, has room for it.

    Idempotent per order: the same amount again answers granted and changes nothing; another amount adjusts
    what is held, and a released order is checked anew. A customer without account has limit 0.
    """
    if amount_fen < 0:
        raise errors.AmountNotPositive(at="amount")
    if queries.find_account(tx, customer_id) is None:
        _open(tx, customer_id, 0)
    account = _locked(tx, customer_id)
    held = queries.frozen_by(tx, order_id)
    step = amount_fen - held
    if step <= 0:
        if step < 0:
            _release(tx, customer_id, order_id, -step, keep=amount_fen)
        elif amount_fen == 0:
            _hold(tx, customer_id, order_id, 0)
        return FreezeResult(True, 0, queries.account(tx, customer_id).available_fen)
    return _freeze(tx, account, order_id, step, amount_fen)


def grant_override(
    tx: Tx,
    customer_id: int,
    order_id: int,
    amount_fen: int,
    *,
    reason: str,
    valid_for: timedelta = rules.DEFAULT_OVERRIDE,
) -> int:
    """Let the order exceed the limit by at most `amount_fen`, once. Returns the override's id.

    A newer override of the same order replaces an unused older one: they never add up.
    """
    why = audit.require_reason(reason)
    if amount_fen <= 0:
        raise errors.AmountNotPositive(at="amount")
    if not timedelta(0) < valid_for <= rules.LONGEST_OVERRIDE:
        raise errors.OverrideExpiryTooFar(at="valid_for", days=rules.LONGEST_OVERRIDE.days)
    _locked(tx, customer_id)
    void_override(tx, order_id)
    override_id = ids.new_id()
    row = {
        "id": override_id,
        "customer_id": customer_id,
        "order_id": order_id,
        "amount_fen": amount_fen,
        "reason": why,
        "granted_by": tx.actor.name,
        "granted_at": tx.now,
        "expires_at": tx.now + valid_for,
    }
    tx.connection.execute(insert(CreditOverride), row)
    audit.record(
        tx,
        customer_id,
        "credit.override_granted",
        subject=str(order_id),
        reason=why,
        after={"amount_fen": amount_fen, "expires_at": row["expires_at"]},
    )
    return override_id


def void_override(tx: Tx, order_id: int) -> None:
    """An override that the order has not used counts no more; may run twice."""
    tx.connection.execute(update(CreditOverride).where(*_usable(order_id, tx.now)).values(expires_at=tx.now))


def release(tx: Tx, order_id: int) -> int:
    """Give back what the order holds and return it in fen; 0 when it holds nothing. May run twice.

    An unused override of the order ends with it.
    """
    customer_id = _holder(tx, order_id)
    if customer_id is not None:
        _locked(tx, customer_id)
    void_override(tx, order_id)
    if customer_id is None:
        return 0
    amount = queries.frozen_by(tx, order_id)
    if amount:
        _release(tx, customer_id, order_id, amount, keep=None)
    return amount


def use(tx: Tx, order_id: int) -> int:
    """The order was delivered: what it holds becomes receivable. Returns the fen moved; may run twice."""
    customer_id = _holder(tx, order_id)
    if customer_id is None:
        return 0
    _locked(tx, customer_id)
    amount = queries.frozen_by(tx, order_id)
    if amount:
        _mark_released(tx, order_id)
        after = _USE.rows(tx, {"of_customer": customer_id, "amount": amount})[0]
        _enter(tx, queries.Account(*after), _Note(EntryKind.USE, amount, order_id))
    return amount


def settle(tx: Tx, customer_id: int, amount_fen: int, *, reason: str) -> None:
    """The customer paid: the receivable shrinks. Not idempotent: the caller keys payments."""
    why = audit.require_reason(reason)
    account = _locked(tx, customer_id)
    if not 0 < amount_fen <= account.used_fen:
        raise errors.AmountNotPositive(at="amount")
    statement = update(CreditAccount).values(
        used_fen=CreditAccount.used_fen - amount_fen,
        allowance_fen=_above(CreditAccount.limit_fen, _EXPOSURE - amount_fen),
    )
    _apply(tx, customer_id, statement, _Note(EntryKind.SETTLE, amount_fen, reason=why))


def _open(tx: Tx, customer_id: int, limit_fen: int) -> bool:
    amounts = {"limit_fen": limit_fen, "used_fen": 0, "frozen_fen": 0, "allowance_fen": 0}
    if not insert_once(tx, CreditAccount, {"customer_id": customer_id, "version": 1, **amounts}):
        return False
    _enter(tx, queries.account(tx, customer_id), _Note(EntryKind.OPEN, limit_fen))
    return True


def _freeze(tx: Tx, account: queries.Account, order_id: int, step: int, total: int) -> FreezeResult:
    """Under the account's lock: take `step` more, so that the order holds `total`."""
    frozen = _FREEZE.one(tx, {"of_customer": account.customer_id, "step": step})
    if frozen is not None:
        _enter(tx, queries.Account(*frozen), _Note(EntryKind.FREEZE, step, order_id))
        _hold(tx, account.customer_id, order_id, total)
        return FreezeResult(True, 0, account.available_fen - step)
    excess = rules.excess(account.limit_fen, account.used_fen, account.frozen_fen, step)
    override_id = _take_override(tx, order_id, excess)
    if override_id is None:
        return FreezeResult(False, excess, account.available_fen)
    grow = update(CreditAccount).values(
        frozen_fen=CreditAccount.frozen_fen + step,
        allowance_fen=_above(CreditAccount.limit_fen, _EXPOSURE + step),
    )
    note = _Note(EntryKind.OVERRIDE, step, order_id, override_id)
    _apply(tx, account.customer_id, grow, note)
    _hold(tx, account.customer_id, order_id, total)
    return FreezeResult(True, 0, account.available_fen - step, override_id)


def _take_override(tx: Tx, order_id: int, excess_fen: int) -> int | None:
    """Spend the order's override if it covers the excess; a rival cannot spend it again."""
    spent = (
        update(CreditOverride)
        .where(*_usable(order_id, tx.now), CreditOverride.amount_fen >= excess_fen)
        .values(used_at=tx.now)
        .returning(CreditOverride.id)
    )
    return tx.connection.execute(spent).scalar()


def _usable(order_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        CreditOverride.order_id == order_id,
        CreditOverride.used_at.is_(None),
        CreditOverride.expires_at > now,
    )


def _release(tx: Tx, customer_id: int, order_id: int, amount: int, *, keep: int | None) -> None:
    """Give `amount` back; the order keeps `keep` frozen, or nothing at all."""
    if keep is None:
        _mark_released(tx, order_id)
    else:
        _hold(tx, customer_id, order_id, keep)
    statement = update(CreditAccount).values(
        frozen_fen=CreditAccount.frozen_fen - amount,
        allowance_fen=_above(CreditAccount.limit_fen, _EXPOSURE - amount),
    )
    _apply(tx, customer_id, statement, _Note(EntryKind.RELEASE, amount, order_id))


def _hold(tx: Tx, customer_id: int, order_id: int, amount_fen: int) -> None:
    values = {"amount_fen": amount_fen, "active": True, "changed_at": tx.now}
    row = {"order_id": order_id, "customer_id": customer_id, **values}
    if not insert_once(tx, CreditFreeze, row):
        tx.connection.execute(update(CreditFreeze).where(CreditFreeze.order_id == order_id).values(**values))


def _holder(tx: Tx, order_id: int) -> int | None:
    """Whose credit the order holds or held."""
    row = _HOLDER.one(tx, {"of_order": order_id})
    return None if row is None else int(row[0])


def _mark_released(tx: Tx, order_id: int) -> None:
    _MARK_RELEASED.run(tx, {"of_order": order_id, "active": False, "now": tx.now})


def _locked(tx: Tx, customer_id: int) -> queries.Account:
    """The account, locked until the transaction ends."""
    row = _LOCK.one(tx, {"of_customer": customer_id})
    if row is None:
        raise errors.AccountMissing
    return queries.Account(*row)


def _apply(tx: Tx, customer_id: int, statement: Update, note: _Note) -> None:
    """Change the locked account and enter it in the ledger."""
    changed = (
        statement.where(CreditAccount.customer_id == customer_id)
        .values(version=CreditAccount.version + 1)
        .returning(*_ACCOUNT)
    )
    _enter(tx, queries.Account(*tx.connection.execute(changed).one()), note)


def _enter(tx: Tx, after: queries.Account, note: _Note) -> None:
    row = {
        "customer_id": after.customer_id,
        "n": after.version,
        "kind": note.kind.value,
        "amount_fen": note.amount_fen,
        "order_id": note.order_id,
        "override_id": note.override_id,
        "limit_fen": after.limit_fen,
        "used_fen": after.used_fen,
        "frozen_fen": after.frozen_fen,
        "reason": note.reason,
        "actor": tx.actor.name,
        "at": tx.now,
    }
    _ENTER.run(tx, row)


def _above(limit: Any, exposure: ColumnElement[int]) -> ColumnElement[int]:
    """How far the exposure exceeds the limit, at least 0."""
    return case((exposure > limit, exposure - limit), else_=0)
