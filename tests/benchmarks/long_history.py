"""An order beside 200,000 finished ones: how much longer it takes than in an empty house. Takes minutes and gigabytes,
so it runs only when it is named.

The finished orders are copies of a real one: every row that it left, under earlier ids and other numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import company
from contest import Contestant, median
from orders_run import BusinessOrders
from place import Place
from report import Line

from kit.db import Database, Tx

FINISHED = 200_000
STEP = 1_000_003  # between the ids of two copies; no multiple of it lies between the ids of one order
ROUNDS = 5
SECONDS = 3.0
EARLIER = {
    "instance": ("id",),
    "instance_state": ("instance_id",),
    "journal": ("stream",),
    "closed_task": ("instance_id",),
    "sales_order": ("id", "process_instance_id"),
    "order_line": ("order_id",),
    "reservation": ("order_id",),
    "credit_freeze": ("order_id",),
    "pick_list": ("id", "order_id"),
    "pick_line": ("pick_list_id",),
    "shipment": ("id", "order_id"),
    "tracking_event": ("id", "shipment_id"),
}  # table: the columns that hold an id of the order, its instance, pick list or shipment; referred to before referring
OTHER = {
    "instance.business_key": "cast(cast(t.business_key AS bigint) - g.back AS text)",
    "sales_order.number": "t.number || '-' || g.back",
    "sales_order.external_no": "t.external_no || '-' || g.back",
    "shipment.waybill": "t.waybill || '-' || g.back",
    "tracking_event.waybill": "t.waybill || '-' || g.back",
}  # columns that are unique, or repeat an id as text
CHUNK = 50_000  # orders copied in one transaction
NUMBERS = {
    False: "WITH RECURSIVE g(back) AS (SELECT {first} UNION ALL SELECT back - {step} FROM g WHERE back > {last})",
    True: "WITH g AS (SELECT generate_series({first}::bigint, {last}, -{step}) AS back)",
}
TASK_ID = {False: "randomblob(16)", True: "gen_random_uuid()"}


def measure(place: Place) -> list[Line]:
    company.use_instant_carrier()
    return [line for name, url in (("sqlite", ""), ("postgres", place.postgres())) for line in _one(place, name, url)]


def _one(place: Place, name: str, url: str) -> Iterator[Line]:
    full, empty = place.folder(), place.folder()
    other = place.postgres() if url else ""
    _prepare(full, url, filled=True)
    _prepare(empty, other, filled=False)
    contestants = [
        Contestant(name, "orders_run.py", "business", one, str(folder), "1")
        for one, folder in ((url, full), (other, empty))
    ]
    rounds = [[contestant.round(SECONDS) for contestant in contestants] for _ in range(ROUNDS)]
    for contestant in contestants:
        contestant.close()
    for key, what in (("step_p50_ms", "one step of an order"), ("cpu_ms", "processor time of an order")):
        ratio = median([beside[key] / alone[key] for beside, alone in rounds])
        note = f"{median([beside[key] for beside, _ in rounds]):.2f} ms beside {FINISHED:,} finished orders"
        yield Line(f"history_{key.removesuffix('_ms')}_{name}", f"{what}, {name}", ratio, "× empty", 1.15, note=note)


def _prepare(folder: Path, url: str, *, filled: bool) -> None:
    database = company.open_database(company.settings(folder, url))
    company.found(database)
    if filled:
        BusinessOrders(database).whole()
        database.write(_keep_templates)
        for first in range(FINISHED, 0, -CHUNK):
            database.write(partial(_copy, first=first))
        _analyse(database)
    database.close()


def _keep_templates(tx: Tx) -> None:
    """The rows that the one order left, aside: a table that is copied into itself would be held in memory."""
    streams = "SELECT id FROM sales_order UNION SELECT id FROM instance UNION SELECT id FROM shipment"
    for table in EARLIER:
        chosen = f" WHERE stream IN ({streams})" if table == "journal" else ""
        tx.cursor.execute(f"CREATE TABLE template_{table} AS SELECT * FROM {table}{chosen}")


def _copy(tx: Tx, first: int) -> None:
    numbers = NUMBERS[tx.postgres].format(first=first * STEP, last=(first - CHUNK + 1) * STEP, step=STEP)
    for table, shifted in EARLIER.items():
        columns = _columns(tx, table)
        values = ", ".join(_value(tx, table, column, shifted) for column in columns)
        into = f"INSERT INTO {table} ({', '.join(columns)})"
        tx.cursor.execute(f"{numbers} {into} SELECT {values} FROM g CROSS JOIN template_{table} AS t")


def _value(tx: Tx, table: str, column: str, shifted: tuple[str, ...]) -> str:
    if table == "closed_task" and column == "id":
        return TASK_ID[tx.postgres]
    other = OTHER.get(f"{table}.{column}")
    return other or (f"t.{column} - g.back" if column in shifted else f"t.{column}")


def _columns(tx: Tx, table: str) -> list[str]:
    tx.cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return [column[0] for column in tx.cursor.description]


def _analyse(database: Database) -> None:
    """What PostgreSQL does by itself in the course of such a history."""
    if database.postgres:
        database.write(lambda tx: tx.cursor.execute("ANALYZE"))
