"""Whole orders through a real `orderflow serve` on SQLite: log-in, audit, jobs; eight keep-alive clients."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import company
from contest import Contestant, median
from place import Place
from report import Line
from service import running

from samples import demo
from samples.carrier import server

CLIENTS = 8
ROUNDS = 4
SECONDS = 3.0
SHOWN = ("create", "inbox", "order")


def measure(place: Place) -> list[Line]:
    folder = place.folder()
    prepare(folder)
    carrier, stop = server.start_in_thread()  # asked over HTTP, pushes nothing
    try:
        with running("serve", folder, demo="false", carrier_url=carrier) as service:
            with ExitStack() as stack:
                load, stock = (
                    Contestant("http", "http_load.py", service.address, str(CLIENTS)),
                    Contestant("stock", "stock.py"),
                )
                stack.callback(load.close)
                stack.callback(stock.close)
                load.round(SECONDS)
                rounds, beside = [], []
                for _ in range(ROUNDS):
                    rounds.append(load.round(SECONDS))
                    beside.append(stock.round(1.0)["per_s"])
            resident = service.resident_mb()
    finally:
        stop()
    ratio = median([one["per_s"] / other for one, other in zip(rounds, beside, strict=True)])
    found = {name: median([one[name] for one in rounds]) for name in rounds[0]}
    shown = ", ".join(f"{tag} {found[f'{tag} p50']:.1f}/{found[f'{tag} p95']:.1f}" for tag in SHOWN)
    return [
        Line("http_orders_per_s", "whole orders over HTTP, SQLite, 8 clients", found["per_s"], "orders/s", 100,
             least=True, note=f"{found['calls_per_s']:.0f} calls/s; p50/p95 ms: {shown}"),
        Line("http_ratio", "  against stock in memory, taking turns", ratio, "× stock"),
        Line("http_complete_p95_ms", "  completing a task, p95", found["complete p95"], "ms", 12,
             note=f"p50 {found['complete p50']:.1f} ms"),
        Line("rss_mb", "  memory of the service afterwards", resident, "MB", 200),
    ]  # fmt: skip


def prepare(folder: Path) -> None:
    """The demo people, and a company whose stock and credit do not run out."""
    database = company.open_database(company.settings(folder))
    demo.load(database)
    company.found(database, diagrams=False)
    database.close()
