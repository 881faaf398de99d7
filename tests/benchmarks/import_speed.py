"""A real day of orders from a file: every line validated, every order taken in and its process started, SQLite."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import company
from place import Place
from report import Line

import samples
from handlers import imports
from integrations.files import mapping
from kit.db import SYSTEM

ROOT = Path(__file__).resolve().parents[2]
DAY = "data/online-retail-2011-12-05.csv"
LINES_PER_S = 541_909 / 360  # the whole data set in six minutes
LEAST_TAKEN = 0.8  # of the orders: returns and faulty rows are refused, as on every day
ORDERS_PER_S = 25_900 / 360


def measure(place: Place) -> list[Line]:
    source = Path(os.environ.get("ORDERFLOW_SHARED") or ROOT.parent / "shared") / DAY
    if not source.is_file():
        print(f"  no {source}: point ORDERFLOW_SHARED at the reference material", file=sys.stderr)
        return []
    folder = place.folder()
    database = company.open_database(company.settings(folder))
    company.found(database)
    rules = mapping.by_name("online-retail", Path(samples.__path__[0]) / "mappings")
    job = imports.open_import(
        database, source, rules, folder=folder / "imports", file_name=source.name, dry_run=False, actor=SYSTEM
    )
    began = time.perf_counter()
    job = imports.run(database, job.id)
    spent = time.perf_counter() - began
    database.close()
    if job.counts.get("created", 0) < job.total * LEAST_TAKEN:
        raise RuntimeError(f"this measures refusals: {job.counts}")
    return [
        Line("import_lines_per_s", "import of a real day: lines", job.rows / spent, "lines/s", LINES_PER_S, least=True,
             note=f"{job.rows} lines, {job.total} orders in {spent:.1f} s"),
        Line("import_orders_per_s", "  orders taken in and started", job.total / spent, "orders/s", ORDERS_PER_S,
             least=True),
    ]  # fmt: skip
