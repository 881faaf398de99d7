"""Whole orders through a real `orderflow serve` on SQLite: log-in, audit, jobs; eight keep-alive clients."""

from __future__ import annotations

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


def measure(place: Place) -> list[Line]:
    folder = place.folder()
    prepare(folder)
    carrier, stop = server.start_in_thread()  # asked over HTTP, pushes nothing
    try:
        with running("serve", folder, demo="false", carrier_url=carrier) as service:
            load = Contestant("http", "http_load.py", service.address, str(CLIENTS))
            load.round(SECONDS)
            rounds = [load.round(SECONDS) for _ in range(ROUNDS)]
            load.close()
            resident = service.resident_mb()
    finally:
        stop()
    found = {name: median([one[name] for one in rounds]) for name in rounds[0]}
    calls = ", ".join(
        f"{tag} {found[f'{tag} p50']:.1f}/{found[f'{tag} p95']:.1f}" for tag in ("create", "inbox", "order")
    )
    return [
        Line("http_orders_per_s", "whole orders over HTTP, SQLite, 8 clients", found["per_s"], "orders/s", 100, least=True,
             note=f"{found['calls_per_s']:.0f} calls/s; p50/p95 ms: {calls}"),
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
