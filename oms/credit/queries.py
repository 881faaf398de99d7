"""Reads of credit: an account, its ledger, what an order holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from kit.compiled import Compiled
from kit.db import Reader, Tx
from oms.credit import errors
from oms.credit.models import CreditAccount, CreditEntry, CreditFreeze


@dataclass(frozen=True)
class Account:
    """A credit account, all in fen."""

    customer_id: int
    limit_fen: int
    used_fen: int
    frozen_fen: int
    version: int

    @property
    def available_fen(self) -> int:
        """What is left; negative while overrides or a lowered limit are exceeded."""
        return self.limit_fen - self.used_fen - self.frozen_fen


@dataclass(frozen=True)
class Entry:
    """One line of the ledger, with the balances after it, in fen."""

    n: int
    kind: str
    amount_fen: int
    order_id: int | None
    limit_fen: int
    used_fen: int
    frozen_fen: int
    reason: str | None
    actor: str
    at: datetime


_ACCOUNT = tuple(getattr(CreditAccount, name) for name in Account.__dataclass_fields__)
_BY_CUSTOMERS = select(*_ACCOUNT).where(CreditAccount.customer_id.in_(bindparam("customer_ids", expanding=True)))


_HELD = Compiled(
    select(CreditFreeze.amount_fen).where(CreditFreeze.order_id == bindparam("order_id"), CreditFreeze.active)
)
_BY_CUSTOMER = Compiled(select(*_ACCOUNT).where(CreditAccount.customer_id == bindparam("customer_id")))


def accounts(reader: Reader | Tx, customer_ids: Collection[int]) -> dict[int, Account]:
    """The accounts of those customers that have one."""
    if not customer_ids:
        return {}
    rows = reader.connection.execute(_BY_CUSTOMERS, {"customer_ids": sorted(customer_ids)})
    return {row.customer_id: Account(*row) for row in rows}


def find_account(reader: Reader | Tx, customer_id: int) -> Account | None:
    """The customer's account, or None."""
    row = _BY_CUSTOMER.one(reader, {"customer_id": customer_id})
    return Account(*row) if row else None


def account(reader: Reader | Tx, customer_id: int) -> Account:
    """The customer's account; raises AccountMissing."""
    found = find_account(reader, customer_id)
    if found is None:
        raise errors.AccountMissing
    return found


def frozen_by(reader: Reader | Tx, order_id: int) -> int:
    """What the order holds frozen now, in fen."""
    row = _HELD.one(reader, {"order_id": order_id})
    return int(row[0]) if row else 0


def ledger(reader: Reader | Tx, customer_id: int, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """Entries of the account, newest first, those numbered below `before`."""
    columns = tuple(getattr(CreditEntry, name) for name in Entry.__dataclass_fields__)
    statement = select(*columns).where(CreditEntry.customer_id == customer_id)
    if before is not None:
        statement = statement.where(CreditEntry.n < before)
    rows = reader.connection.execute(statement.order_by(CreditEntry.n.desc()).limit(limit))
    return [Entry(*row) for row in rows]
