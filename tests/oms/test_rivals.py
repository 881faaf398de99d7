"""Many at once: threads on both databases, processes on PostgreSQL (a SQLite file belongs to one process).

Each rival tries his work many times; afterwards the rows, their sums and their ledgers have to agree.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kit import clock, config, ids
from kit.db import Database, open_database
from oms.audit.verify import verify
from oms.credit import queries as credit_queries
from oms.credit import service as credit
from oms.credit.models import CreditEntry, CreditFreeze, CreditOverride
from oms.inventory import queries as stock_queries
from oms.inventory import service as inventory
from oms.inventory.models import Reservation, StockMovement
from oms.orders import service as orders
from oms.orders.draft import LineDraft, OrderDraft

RIVALS, TRIES = 4, 50
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SEVERAL = {"A-100": Decimal(1), "A-200": Decimal(1)}

Work = Callable[[Database, int, int], list[Any]]
Contest = Callable[[Work, int], list[Any]]


def _alone(url: str, folder: str, work: Work, subject: int, rival: int) -> list[Any]:
    """In a process of its own."""
    settings = config.Settings(data_dir=Path(folder), database_url=url)
    database = open_database(settings, clock.SettableClock(NOW))
    try:
        return work(database, subject, rival)
    finally:
        database.close()


@pytest.fixture(params=["threads", "processes"])
def contest(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Contest]:
    """Lets RIVALS do the same work at once and returns all their results."""
    if request.param == "threads":
        with ThreadPoolExecutor(RIVALS) as threads:
            yield lambda work, subject: _collect(threads, work, (database, subject))
        return
    if not database.postgres:
        with pytest.raises(Exception, match="in use"):
            open_database(config.Settings(data_dir=tmp_path, database_url=database.url))
        yield lambda work, subject: [x for rival in range(RIVALS) for x in work(database, subject, rival)]
        return
    with ProcessPoolExecutor(RIVALS, mp_context=multiprocessing.get_context("spawn")) as processes:
        arguments = (database.url, str(tmp_path))
        yield lambda work, subject: _collect(processes, _alone, (*arguments, work, subject))


def _collect(executor: Executor, work: Callable[..., list[Any]], arguments: tuple[Any, ...]) -> list[Any]:
    running = [executor.submit(work, *arguments, rival) for rival in range(RIVALS)]
    return [result for future in running for result in future.result(timeout=100)]


def _reserve_often(database: Database, warehouse: int, rival: int) -> list[Any]:
    one = {"A-100": Decimal(1)}
    return [
        database.write(lambda tx: inventory.reserve(tx, ids.new_id(), warehouse, one)).complete for _ in range(TRIES)
    ]


def test_exactly_the_stock_there_is_can_be_reserved(database: Database, company: Any, contest: Contest) -> None:
    database.write(lambda tx: inventory.adjust(tx, company.own, "A-100", Decimal(-900), reason="盘点后只剩一百"))

    granted = contest(_reserve_often, company.own)

    assert (granted.count(True), granted.count(False)) == (100, RIVALS * TRIES - 100)
    with database.read() as reader:
        (level,) = stock_queries.stock(reader, sku="A-100").items
        held = reader.connection.scalars(select(Reservation.quantity)).all()
        last = stock_queries.ledger(reader, company.own, "A-100", limit=1)[0]
    assert (level.reserved, level.available, sum(held)) == (100, 0, 100)
    assert (last.reserved_after, last.n) == (100, 102)


def _reserve_two_ways(database: Database, warehouse: int, rival: int) -> list[Any]:
    wanted = dict(sorted(SEVERAL.items(), reverse=bool(rival % 2)))
    order_ids = [ids.new_id() for _ in range(TRIES)]
    done = []
    for order_id in order_ids:
        answer = database.write(lambda tx, o=order_id: inventory.reserve(tx, o, warehouse, wanted))
        again = database.write(lambda tx, o=order_id: inventory.reserve(tx, o, warehouse, wanted))
        assert answer.complete == again.complete or not answer.complete
        if rival % 2:
            database.write(lambda tx, o=order_id: inventory.release(tx, o))
            database.write(lambda tx, o=order_id: inventory.release(tx, o))
        done.append(answer.complete)
    return done


def test_orders_over_the_same_products_never_wait_in_a_circle(
    database: Database, company: Any, contest: Contest
) -> None:
    granted = contest(_reserve_two_ways, company.own)

    assert all(granted)
    with database.read() as reader:
        levels = {level.sku: level.reserved for level in stock_queries.stock(reader).items}
        changes = dict(
            reader.connection.execute(
                select(StockMovement.sku, func.sum(StockMovement.reserved_change)).group_by(StockMovement.sku)
            ).all()
        )
    assert levels == {"A-100": RIVALS * TRIES // 2, "A-200": RIVALS * TRIES // 2}
    assert changes == levels


def _freeze_often(database: Database, customer: int, rival: int) -> list[Any]:
    return [
        database.write(lambda tx: credit.try_freeze(tx, customer, ids.new_id(), 3_000)).granted
        for _ in range(TRIES // 2)
    ]


def test_credit_never_exceeds_its_limit(database: Database, company: Any, contest: Contest) -> None:
    granted = contest(_freeze_often, company.small_customer)

    assert granted.count(True) == 33
    with database.read() as reader:
        account = credit_queries.account(reader, company.small_customer)
        held = reader.connection.scalars(
            select(CreditFreeze.amount_fen).where(CreditFreeze.customer_id == company.small_customer)
        ).all()
        entries = credit_queries.ledger(reader, company.small_customer, limit=1000)
    assert account.frozen_fen == sum(held) == 99_000
    assert [entry.n for entry in entries] == list(range(len(entries), 0, -1))


def _spend_override(database: Database, customer: int, rival: int) -> list[Any]:
    return [database.write(lambda tx: credit.try_freeze(tx, customer, 77, 150_000)).granted for _ in range(5)] + [
        database.write(lambda tx: credit.release(tx, 77)) for _ in range(2)
    ]


def test_an_override_is_spent_once(database: Database, company: Any, contest: Contest) -> None:
    customer = company.small_customer
    database.write(lambda tx: credit.grant_override(tx, customer, 77, 50_000, reason="老客户本次放行"))

    contest(_spend_override, customer)

    with database.read() as reader:
        spent = reader.connection.scalars(
            select(CreditEntry.override_id).where(CreditEntry.override_id.is_not(None))
        ).all()
        used = reader.connection.scalars(select(CreditOverride.used_at)).all()
        account = credit_queries.account(reader, customer)
    assert len(spent) == 1
    assert used == [NOW]
    assert account.frozen_fen == 0


def _submit_often(database: Database, _: int, rival: int) -> list[Any]:
    line = LineDraft(sku="A-100", quantity="1")
    numbers = []
    for n in range(TRIES // 2):
        draft = OrderDraft(customer_code="C-1001", channel="B2B", external_no=f"{rival}-{n}", lines=(line,))
        numbers.append(database.write(lambda tx, d=draft: orders.submit(tx, d)).number)
    return numbers


def test_order_numbers_are_unique_and_the_audit_trail_whole(database: Database, company: Any, contest: Contest) -> None:
    numbers = contest(_submit_often, 0)

    assert len(set(numbers)) == len(numbers) == RIVALS * (TRIES // 2)
    with database.read() as reader:
        assert verify(reader, {}).whole


def _submit_the_same(database: Database, _: int, rival: int) -> list[Any]:
    line = LineDraft(sku="A-100", quantity="1")
    draft = OrderDraft(customer_code="C-1001", channel="B2B", external_no="PO-1", lines=(line,))
    try:
        return [database.write(lambda tx: orders.submit(tx, draft)).id]
    except Exception as refused:
        return [str(refused)]


def test_the_same_order_sent_at_once_is_taken_once(database: Database, company: Any, contest: Contest) -> None:
    results = contest(_submit_the_same, 0)

    assert len([result for result in results if isinstance(result, int)]) == 1
    assert all("external_number_taken" in r for r in results if isinstance(r, str))


def _cancel_and_release(database: Database, order_id: int, rival: int) -> list[Any]:
    database.write(lambda tx: orders.cancel(tx, order_id, reason="付款超时自动取消"))
    return [database.write(lambda tx: inventory.release(tx, order_id))]


def test_stock_comes_back_once_from_a_cancelled_order(
    database: Database, company: Any, place: Any, contest: Contest
) -> None:
    order = place("A-100", 5)
    database.write(lambda tx: inventory.reserve(tx, order.id, company.own, {"A-100": Decimal(5)}))

    released = contest(_cancel_and_release, order.id)

    assert [given for given in released if given] == [{"A-100": 5}]
    with database.read() as reader:
        (level,) = stock_queries.stock(reader, sku="A-100").items
    assert (level.on_hand, level.reserved) == (1000, 0)
