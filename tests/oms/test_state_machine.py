"""Random lives of stock and credit beside a model of two dictionaries: both always say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from kit import ids
from kit.clock import SettableClock
from kit.db import Database, Tx
from oms.credit import queries as credit_queries
from oms.credit import service as credit
from oms.credit.models import CreditAccount
from oms.inventory import errors as stock_errors
from oms.inventory import queries as stock_queries
from oms.inventory import service as inventory
from oms.inventory.models import Reservation, StockMovement
from oms.inventory.rules import WarehouseKind

SKUS = ("A-100", "A-200")
ORDERS = range(4)
ORDER = st.sampled_from(ORDERS)
WANTED = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 8).map(Decimal), min_size=1)
AMOUNT = st.integers(0, 900)
REASON = "测试需要的原因"


@dataclass
class StockModel:
    """What should be there: on hand per SKU, held per order and SKU."""

    on_hand: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(SKUS, Decimal(0)))
    held: dict[int, dict[str, Decimal]] = field(default_factory=lambda: {order: {} for order in ORDERS})

    def reserved(self, sku: str, *, but: int | None = None) -> Decimal:
        shares = (held.get(sku, Decimal(0)) for order, held in self.held.items() if order != but)
        return sum(shares, Decimal(0))


class StockMachine(RuleBasedStateMachine):
    """Receives, reserves, releases, ships and corrects stock of one warehouse."""

    database: Database

    @initialize()
    def open_warehouse(self) -> None:
        self.model = StockModel()
        self.base = ids.new_id()
        code = f"W{self.base}"
        self.warehouse = self._write(
            lambda tx: inventory.create_warehouse(tx, code=code, name="仓", kind=WarehouseKind.OWN)
        )
        for sku in SKUS:
            self.receive(sku, Decimal(10))

    @rule(sku=st.sampled_from(SKUS), quantity=st.integers(1, 9).map(Decimal))
    def receive(self, sku: str, quantity: Decimal) -> None:
        self._write(lambda tx: inventory.receive(tx, self.warehouse, sku, quantity, reason="到货"))
        self.model.on_hand[sku] += quantity

    @rule(order=ORDER, wanted=WANTED)
    def reserve(self, order: int, wanted: dict[str, Decimal]) -> None:
        answer = self._write(lambda tx: inventory.reserve(tx, self.base + order, self.warehouse, wanted))
        fits = all(
            quantity + self.model.reserved(sku, but=order) <= self.model.on_hand[sku]
            for sku, quantity in wanted.items()
        )
        assert answer.complete == fits
        assert bool(answer.shortages) != fits
        if fits:
            self.model.held[order] = dict(wanted)

    @rule(order=ORDER)
    def release(self, order: int) -> None:
        given = self._write(lambda tx: inventory.release(tx, self.base + order))
        assert given == self.model.held[order]
        self.model.held[order] = {}

    @rule(order=ORDER)
    def ship(self, order: int) -> None:
        left = self._write(lambda tx: inventory.issue(tx, self.base + order))
        assert left == self.model.held[order]
        for sku, quantity in left.items():
            self.model.on_hand[sku] -= quantity
        self.model.held[order] = {}

    @rule(order=ORDER, sku=st.sampled_from(SKUS), quantity=st.integers(1, 4).map(Decimal))
    def ship_some(self, order: int, sku: str, quantity: Decimal) -> None:
        held = self.model.held[order].get(sku, Decimal(0))
        try:
            self._write(lambda tx: inventory.issue(tx, self.base + order, {sku: quantity}))
        except stock_errors.NotReserved:
            assert quantity > held
            return
        assert quantity <= held
        self.model.on_hand[sku] -= quantity
        self.model.held[order][sku] = held - quantity
        if held == quantity:
            del self.model.held[order][sku]

    @rule(sku=st.sampled_from(SKUS), change=st.integers(-12, 3).map(Decimal))
    def adjust(self, sku: str, change: Decimal) -> None:
        fits = self.model.on_hand[sku] + change >= self.model.reserved(sku)
        try:
            self._write(lambda tx: inventory.adjust(tx, self.warehouse, sku, change, reason=REASON))
        except stock_errors.BelowReserved:
            assert not fits
            return
        assert fits
        self.model.on_hand[sku] += change

    @invariant()
    def rows_reservations_and_ledger_agree_with_the_model(self) -> None:
        place = StockMovement.warehouse_id == self.warehouse
        with self.database.read() as reader:
            for sku in SKUS:
                there = stock_queries.available(reader, self.warehouse, [sku])[sku]
                assert there == self.model.on_hand[sku] - self.model.reserved(sku)
                last = stock_queries.ledger(reader, self.warehouse, sku, limit=1)[0]
                sums = reader.connection.execute(
                    select(func.sum(StockMovement.on_hand_change), func.sum(StockMovement.reserved_change)).where(
                        place, StockMovement.sku == sku
                    )
                ).one()
                expected = (self.model.on_hand[sku], self.model.reserved(sku))
                assert tuple(sums) == (last.on_hand_after, last.reserved_after) == expected
            held = reader.connection.scalar(
                select(func.sum(Reservation.quantity)).where(Reservation.warehouse_id == self.warehouse)
            )
        assert (held or 0) == sum(self.model.reserved(sku) for sku in SKUS)

    def _write(self, work: Callable[[Tx], Any]) -> Any:
        return self.database.write(work)


class CreditMachine(RuleBasedStateMachine):
    """Freezes, overrides, releases, delivers and pays on one account."""

    database: Database
    clock: SettableClock

    @initialize(limit=st.integers(0, 2000))
    def open_account(self, limit: int) -> None:
        self.base = ids.new_id()
        self.limit, self.used = limit, 0
        self.held: dict[int, int] = dict.fromkeys(ORDERS, 0)
        self.override: dict[int, int] = {}
        self.database.write(lambda tx: credit.open_account(tx, self.base, limit))

    @property
    def available(self) -> int:
        return self.limit - self.used - sum(self.held.values())

    @rule(order=ORDER, amount=AMOUNT)
    def freeze(self, order: int, amount: int) -> None:
        answer = self.database.write(lambda tx: credit.try_freeze(tx, self.base, self.base + order, amount))
        step = amount - self.held[order]
        excess = max(0, step - max(0, self.available)) if step > 0 else 0
        if excess and self.override.get(order, 0) < excess:
            assert (answer.granted, answer.excess_fen) == (False, excess)
            assert answer.available_fen == self.available
            return
        assert answer.granted
        if excess:
            del self.override[order]
        self.held[order] = amount
        assert answer.available_fen == self.available

    @rule(order=ORDER, amount=st.integers(1, 900))
    def grant(self, order: int, amount: int) -> None:
        self.database.write(lambda tx: credit.grant_override(tx, self.base, self.base + order, amount, reason=REASON))
        self.override[order] = amount

    @rule()
    @precondition(lambda self: bool(self.override))
    def overrides_expire(self) -> None:
        self.clock.advance(timedelta(hours=25))
        self.override.clear()

    @rule(order=ORDER)
    def release(self, order: int) -> None:
        given = self.database.write(lambda tx: credit.release(tx, self.base + order))
        assert given == self.held[order]
        self.held[order] = 0
        self.override.pop(order, None)

    @rule(order=ORDER)
    def deliver(self, order: int) -> None:
        moved = self.database.write(lambda tx: credit.use(tx, self.base + order))
        assert moved == self.held[order]
        self.used += moved
        self.held[order] = 0

    @rule(share=st.integers(1, 100))
    @precondition(lambda self: self.used > 0)
    def pay(self, share: int) -> None:
        amount = max(1, self.used * share // 100)
        self.database.write(lambda tx: credit.settle(tx, self.base, amount, reason="客户付款到账"))
        self.used -= amount

    @rule(limit=st.integers(0, 2000))
    def change_limit(self, limit: int) -> None:
        self.database.write(lambda tx: credit.set_limit(tx, self.base, limit, reason=REASON))
        self.limit = limit

    @invariant()
    def account_and_ledger_agree_with_the_model(self) -> None:
        with self.database.read() as reader:
            account = credit_queries.account(reader, self.base)
            allowance = reader.connection.scalar(
                select(CreditAccount.allowance_fen).where(CreditAccount.customer_id == self.base)
            )
            last = credit_queries.ledger(reader, self.base, limit=1)[0]
        expected = (self.limit, self.used, sum(self.held.values()))
        assert (account.limit_fen, account.used_fen, account.frozen_fen) == expected
        assert (last.limit_fen, last.used_fen, last.frozen_fen, last.n) == (*expected, account.version)
        assert allowance == max(0, -self.available)


def _run(machine: type[RuleBasedStateMachine]) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=checks),
    )


def test_stock_does_what_its_model_does(database: Database) -> None:
    _run(type("Stock", (StockMachine,), {"database": database}))


def test_credit_does_what_its_model_does(database: Database, clock: SettableClock) -> None:
    _run(type("Credit", (CreditMachine,), {"database": database, "clock": clock}))
