"""Whole orders: stock SpiffWorkflow in memory, ours durable on SQLite and PostgreSQL, taking turns in one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from contest import Contestant, median
from place import Place
from report import Line

ROUNDS = 5
SECONDS = 2.0
SQLITE_CLIENTS = "8"
POSTGRES_CLIENTS = "4"
WAYS = ("stock", "sqlite", "sqlite 1 client", "sqlite business", "postgres", "postgres 2", "postgres business")
Rates = dict[str, list[float]]


def measure(place: Place) -> list[Line]:
    rates: Rates = {way: [] for way in WAYS}
    with contestants(place) as runners:
        for turn in range(ROUNDS + 1):
            for way in WAYS:
                value = _turn(runners, way)
                if turn:  # the first turn warms up
                    rates[way].append(value)
    return _lines(rates)


@contextmanager
def contestants(place: Place) -> Iterator[dict[str, Contestant]]:
    shared, business = place.postgres(), place.postgres()
    wanted = {
        "stock": ("stock.py",),
        "sqlite": ("orders_run.py", "engine", "", str(place.folder()), SQLITE_CLIENTS),
        "sqlite 1 client": ("orders_run.py", "engine", "", str(place.folder()), "1"),
        "sqlite business": ("orders_run.py", "business", "", str(place.folder()), SQLITE_CLIENTS),
        "postgres": ("orders_run.py", "engine", shared, str(place.folder()), POSTGRES_CLIENTS),
        "postgres 2": ("orders_run.py", "engine", shared, str(place.folder()), POSTGRES_CLIENTS),
        "postgres business": ("orders_run.py", "business", business, str(place.folder()), POSTGRES_CLIENTS),
    }
    with ExitStack() as stack:
        runners = {}
        for way, command in wanted.items():
            runners[way] = Contestant(way, *command)
            stack.callback(runners[way].close)
        yield runners


def _turn(runners: dict[str, Contestant], way: str) -> float:
    if way != "postgres 2":
        return float(runners[way].round(SECONDS)["per_s"])
    both = [runners["postgres"], runners["postgres 2"]]
    for runner in both:
        runner.begin(SECONDS)
    return sum(float(runner.end()["per_s"]) for runner in both)


def _lines(rates: Rates) -> list[Line]:
    per_s = {way: median(values) for way, values in rates.items()}

    def ratio(way: str) -> float:
        """The median of the ratios of each turn: steadier than the ratio of the medians."""
        return median([ours / stock for ours, stock in zip(rates[way], rates["stock"], strict=True)])

    unit, stock = "orders/s", "× stock"
    return [
        Line("memory_per_s", "stock SpiffWorkflow in memory, no SQL, no decisions", per_s["stock"], unit),
        Line("sqlite_per_s", "ours, SQLite FULL, audited, 8 clients, handlers without SQL", per_s["sqlite"], unit),
        Line("sqlite_ratio", "  against stock in memory", ratio("sqlite"), stock, 1.0, least=True),
        Line("sqlite_1_client_per_s", "  with 1 client", per_s["sqlite 1 client"], unit),
        Line("sqlite_1_client_ratio", "  against stock in memory", ratio("sqlite 1 client"), stock),
        Line("business_orders_per_s", "ours, SQLite, real handlers, 3 lines", per_s["sqlite business"], unit,
             note="carrier without a network"),
        Line("business_ratio", "  against stock in memory", ratio("sqlite business"), stock),
        Line("postgres_per_s", "ours, PostgreSQL, 1 process, 4 clients", per_s["postgres"], unit),
        Line("postgres_ratio", "  against stock in memory", ratio("postgres"), stock, 0.45, least=True),
        Line("postgres_2_per_s", "ours, PostgreSQL, 2 processes", per_s["postgres 2"], unit),
        Line("postgres_2_ratio", "  against stock in memory", ratio("postgres 2"), stock, 0.75, least=True),
        Line("postgres_business_per_s", "ours, PostgreSQL, real handlers, 3 lines", per_s["postgres business"], unit),
    ]  # fmt: skip
