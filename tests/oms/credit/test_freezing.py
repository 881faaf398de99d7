"""Credit of one customer: what fits, what exceeds, and what an override lets through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kit.audit import ReasonMissing
from kit.clock import SettableClock
from kit.db import Database
from oms.credit import errors, queries, service

WHY = "长期客户本次放行"


def _freeze(database: Database, customer: int, order: int, amount: int) -> service.FreezeResult:
    return database.write(lambda tx: service.try_freeze(tx, customer, order, amount))


def _grant(database: Database, customer: int, order: int, amount: int, **rest: Any) -> int:
    return database.write(lambda tx: service.grant_override(tx, customer, order, amount, reason=WHY, **rest))


def test_what_exceeds_the_limit_is_told_and_nothing_is_frozen(database: Database, company: Any) -> None:
    answer = _freeze(database, company.small_customer, 1, 130_000)

    assert (answer.granted, answer.excess_fen, answer.available_fen) == (False, 30_000, 100_000)
    with database.read() as reader:
        assert queries.account(reader, company.small_customer).frozen_fen == 0


def test_an_override_covers_the_excess_and_no_more(database: Database, company: Any) -> None:
    customer = company.small_customer
    _grant(database, customer, 1, 30_000)

    assert _freeze(database, customer, 1, 130_001).excess_fen == 30_001
    granted = _freeze(database, customer, 1, 130_000)

    assert granted.granted and granted.override_id is not None
    with database.read() as reader:
        assert queries.account(reader, customer).available_fen == -30_000


def test_an_override_is_for_one_order_and_expires(database: Database, company: Any, clock: SettableClock) -> None:
    customer = company.small_customer
    _grant(database, customer, 1, 30_000, valid_for=timedelta(hours=1))

    assert not _freeze(database, customer, 2, 130_000).granted
    clock.advance(timedelta(hours=1))
    assert not _freeze(database, customer, 1, 130_000).granted


def test_an_override_is_not_spent_while_the_limit_has_room(database: Database, company: Any) -> None:
    customer = company.small_customer
    _grant(database, customer, 1, 30_000)

    assert _freeze(database, customer, 1, 100_000).override_id is None
    assert _freeze(database, customer, 1, 130_000).override_id is not None


def test_a_reopened_order_is_checked_again(database: Database, company: Any) -> None:
    customer = company.small_customer
    assert _freeze(database, customer, 1, 90_000).granted
    assert database.write(lambda tx: service.release(tx, 1)) == 90_000
    assert _freeze(database, customer, 2, 90_000).granted

    assert _freeze(database, customer, 1, 90_000).excess_fen == 80_000


def test_a_release_happens_once(database: Database, company: Any) -> None:
    _freeze(database, company.small_customer, 1, 90_000)

    released = [database.write(lambda tx: service.release(tx, 1)) for _ in range(2)]

    assert released == [90_000, 0]


def test_a_smaller_amount_gives_the_difference_back(database: Database, company: Any) -> None:
    customer = company.small_customer
    _freeze(database, customer, 1, 90_000)

    assert _freeze(database, customer, 1, 40_000).available_fen == 60_000


def test_a_customer_without_account_has_no_credit(database: Database) -> None:
    assert _freeze(database, 99, 1, 1).excess_fen == 1


def test_a_lower_limit_keeps_what_is_open(database: Database, company: Any) -> None:
    customer = company.small_customer
    _freeze(database, customer, 1, 90_000)
    database.write(lambda tx: service.set_limit(tx, customer, 50_000, reason="年度额度下调"))

    assert not _freeze(database, customer, 2, 1).granted
    database.write(lambda tx: service.release(tx, 1))
    assert _freeze(database, customer, 2, 50_000).granted


def test_overrides_are_explained_bounded_and_positive(database: Database, company: Any) -> None:
    customer = company.small_customer
    with pytest.raises(ReasonMissing):
        database.write(lambda tx: service.grant_override(tx, customer, 1, 1, reason="放"))
    with pytest.raises(errors.AmountNotPositive):
        _grant(database, customer, 1, 0)
    with pytest.raises(errors.OverrideExpiryTooFar):
        _grant(database, customer, 1, 1, valid_for=timedelta(days=31))
