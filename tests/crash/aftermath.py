"""After the killing: when everything is at rest, what must be there, and that nothing is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text

from api import startup
from kit.clock import SystemClock
from kit.config import Settings
from tests.crash import carrier_book, invariants
from tests.crash.company import Company
from tests.crash.shoppers import Acknowledged, Person

SLOW = 0.3  # seconds for which the carrier keeps a worker waiting
MOVING = {
    "jobs": "SELECT count(*) FROM work_item WHERE kind = 2",
    "notices": "SELECT count(*) FROM outbox",
    "imports": "SELECT count(*) FROM import_job WHERE finished_at IS NULL",
    "unsealed": (
        "SELECT count(*) FROM journal WHERE xid >= (SELECT coalesce(max(xid_to), 0) FROM journal_block)"
        " AND action NOT LIKE 'session%'"
    ),
}
TWICE = {
    "orders of one external number": (
        "SELECT external_no FROM sales_order WHERE external_no IS NOT NULL GROUP BY channel, external_no"
        " HAVING count(*) > 1"
    ),
    "reservations": (
        "SELECT order_id, sku FROM stock_movement WHERE kind = 'reserve' GROUP BY order_id, sku HAVING count(*) > 1"
    ),
    "goods that left": (
        "SELECT order_id, sku FROM stock_movement WHERE kind = 'issue' GROUP BY order_id, sku HAVING count(*) > 1"
    ),
    "credit freezes": ("SELECT order_id FROM credit_entry WHERE kind = 'freeze' GROUP BY order_id HAVING count(*) > 1"),
    "shipments": "SELECT order_id FROM shipment WHERE status <> 'cancelled' GROUP BY order_id HAVING count(*) > 1",
    "reports of the carrier": (
        "SELECT waybill, status FROM tracking_event GROUP BY carrier, waybill, status HAVING count(*) > 1"
    ),
    "delivery messages": (
        "SELECT correlation FROM message_inbox WHERE name = 'shipment.delivered' GROUP BY correlation"
        " HAVING count(*) > 1"
    ),
    "notices": (
        "SELECT order_id, user_group, zh FROM notification WHERE level = 'info' GROUP BY order_id, user_group, zh"
        " HAVING count(*) > 1"
    ),
    "incidents": "SELECT element, reason FROM work_item WHERE kind = 5",
}


def slow_carrier(url: str) -> None:
    """Every call takes a while from now on, so that workers die with work in hand."""
    carrier_book.ask(url, "/_control", {"slow_seconds": SLOW, "faults": ["slow"] * 5000})


def hand_in(boss: Person, file: Path) -> None:
    answer, _ = boss.call("POST", "/imports", files={"file": (file.name, file.read_bytes())})
    assert answer.status_code == 202, answer.text


def imports_left(settings: Settings) -> int:
    """Running or waiting; read from beside the service, which may be starting."""
    engine = create_engine(settings.url)
    with engine.connect() as connection:
        unfinished = int(connection.execute(text(MOVING["imports"])).scalar_one())
    engine.dispose()
    return unfinished


def still_moving(settings: Settings, carrier_url: str) -> dict[str, int]:
    """What is not at rest yet, with its count; read from beside the service."""
    engine = create_engine(settings.url)
    with engine.connect() as connection:
        left = {name: int(connection.execute(text(query)).scalar_one()) for name, query in MOVING.items()}
    engine.dispose()
    left["pushes"] = int(carrier_book.ask(carrier_url, "/_effects")["events_waiting"])
    return {name: count for name, count in left.items() if count}


def faults(settings: Settings, carrier_url: str, acknowledged: Acknowledged, invoices: int) -> list[str]:
    """Everything that is not as promised. The service must have stopped."""
    services = startup.open_services(settings, time=SystemClock(), migrate=False)
    try:
        company = Company(services, SystemClock(), settings.data_dir, carrier_url)  # type: ignore[arg-type]
        found = invariants.breaches(company)
        with company.database.read() as reader:
            found += _lost(reader.connection, acknowledged)
            found += _import(reader.connection, invoices)
            found += [
                f"twice: {name} {tuple(row)}"
                for name, query in TWICE.items()
                for row in _rows(reader.connection, query)
            ]
            found += _parcels(reader.connection, carrier_url)
    finally:
        services.close()
    return found


def counted(settings: Settings, carrier_url: str) -> str:
    """How it all ended, in one line."""
    engine = create_engine(settings.url)
    with engine.connect() as connection:
        ended = _rows(
            connection, "SELECT commercial, fulfilment, count(*) FROM sales_order GROUP BY 1, 2 ORDER BY 1, 2"
        )
        rows = connection.execute(text("SELECT count(*) FROM journal")).scalar_one()
    engine.dispose()
    waybills = carrier_book.ask(carrier_url, "/_effects")["waybills"].values()
    calls = sum(it["calls"] for it in waybills)
    orders = ", ".join(f"{count} {commercial}/{fulfilment}" for commercial, fulfilment, count in ended)
    return f"orders: {orders}; {calls} bookings asked for, {len(waybills)} parcels; {rows} audit rows"


def _rows(connection: Connection, query: str) -> list[Any]:
    return list(connection.execute(text(query)))


def _lost(connection: Connection, acknowledged: Acknowledged) -> Iterator[str]:
    """Acknowledged and not there, or not as acknowledged."""
    orders = {str(row.id): row for row in _rows(connection, "SELECT id, external_no, commercial FROM sales_order")}
    for name, order in acknowledged.orders.items():
        if order not in orders or orders[order].external_no != name:
            yield f"lost: order {name} {order}"
    for order in acknowledged.cancelled:
        if order in orders and orders[order].commercial != "cancelled":
            yield f"lost: cancellation of {order}"
    deciders = {str(row.id): row.actor_name for row in _closed(connection)}
    for task, login in acknowledged.decisions.items():
        if deciders.get(task.replace("-", "")) != login:
            yield f"lost: decision of {task} by {login}, there is {deciders.get(task.replace('-', ''))}"


def _closed(connection: Connection) -> list[Any]:
    name = "lower(hex(id))" if connection.dialect.name == "sqlite" else "replace(id::text, '-', '')"
    return _rows(connection, f"SELECT {name} AS id, actor_name FROM closed_task")


def _import(connection: Connection, invoices: int) -> Iterator[str]:
    """Each invoice is one order or is refused."""
    outcomes = dict(
        tuple(row) for row in _rows(connection, "SELECT outcome, count(*) FROM import_item GROUP BY outcome")
    )
    (orders,) = _rows(connection, "SELECT count(*) FROM sales_order WHERE channel = 'import-uci'")[0]
    if sum(outcomes.values()) != invoices or set(outcomes) - {"created", "rejected"}:
        yield f"import: {invoices} invoices became {outcomes}"
    if orders != outcomes.get("created", 0):
        yield f"import: {orders} orders of {outcomes}"


def _parcels(connection: Connection, carrier_url: str) -> Iterator[str]:
    """The carrier has one parcel of each order that is shipped, none of any other."""
    sent = {
        number: count for number, count in carrier_book.ask(carrier_url, "/_effects")["parcels_by_reference"].items()
    }
    shipped = {
        row.number
        for row in _rows(connection, "SELECT number FROM sales_order WHERE fulfilment IN ('shipped', 'delivered')")
    }
    for number, count in sent.items():
        if count != (1 if number in shipped else 0):
            yield f"parcels: {count} of {number}, which is{'' if number in shipped else ' not'} shipped"
    for number in shipped - sent.keys():
        yield f"parcels: none of {number}, which is shipped"
