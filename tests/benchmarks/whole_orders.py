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
    cpu: Rates = {way: [] for way in WAYS}
    with contestants(place) as runners:
        for turn in range(ROUNDS + 1):
            for way in WAYS:
                value, busy = _turn(runners, way)
                if turn:  # the first turn warms up
                    rates[way].append(value)
                    cpu[way].append(busy)
    return _lines(rates, {way: median(values) for way, values in cpu.items()})


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


def _turn(runners: dict[str, Contestant], way: str) -> tuple[float, float]:
    """Orders a second, and milliseconds of our processor time for one order."""
    both = [runners["postgres"], runners[way]] if way == "postgres 2" else [runners[way]]
    for runner in both:
        runner.begin(SECONDS)
    found = [runner.end() for runner in both]
    return sum(float(one["per_s"]) for one in found), median([float(one["cpu_ms"]) for one in found])


def _lines(rates: Rates, cpu: dict[str, float]) -> list[Line]:
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
        Line("memory_cpu_ms", "processor time of an order: stock in memory", cpu["stock"], "ms",
             note="processor times hold when other programs run"),
        Line("sqlite_cpu_ms", "  ours, SQLite, handlers without SQL", cpu["sqlite"], "ms", cpu["stock"]),
        Line("business_cpu_ms", "  ours, SQLite, real handlers", cpu["sqlite business"], "ms"),
        Line("postgres_cpu_ms", "  ours, PostgreSQL, handlers without SQL", cpu["postgres"], "ms",
             note="without the server's part"),
        Line("postgres_business_cpu_ms", "  ours, PostgreSQL, real handlers", cpu["postgres business"], "ms"),
    ]  # fmt: skip
