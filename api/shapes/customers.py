"""Customers with their credit."""

from __future__ import annotations

from api.shapes.values import Out
from kit import money
from oms.credit import queries as credits
from oms.customers import queries as customers


class Credit(Out):
    """A credit account in yuan; `available` may be negative."""

    limit: str
    used: str
    frozen: str
    available: str


class Customer(Out):
    """A customer; without a credit account all four amounts are 0.00."""

    code: str
    name: str
    kind: str
    region: str
    tier: str
    blocked: bool
    credit: Credit


class Customers(Out):
    """A page by code."""

    items: list[Customer]
    next_cursor: str | None


def credit(account: credits.Account | None) -> Credit:
    if account is None:
        return Credit(limit="0.00", used="0.00", frozen="0.00", available="0.00")
    return Credit(
        limit=money.yuan(account.limit_fen),
        used=money.yuan(account.used_fen),
        frozen=money.yuan(account.frozen_fen),
        available=money.yuan(account.available_fen),
    )


def customer(record: customers.CustomerRecord, account: credits.Account | None) -> Customer:
    return Customer(
        code=record.code,
        name=record.name,
        kind=record.kind,
        region=record.region,
        tier=record.tier,
        blocked=record.blocked,
        credit=credit(account),
    )
