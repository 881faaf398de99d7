"""The dedicated process: loads everything once, then forks one child per life. `python -m tests.crash.runner ARGS`.

Reads one JSON command a line, answers with one JSON line. It has no threads, so forking is safe; it keeps the parsed
diagrams, so that a child starts in milliseconds.
"""

from __future__ import annotations

import gc
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import make_url

from engine import runtime
from engine.bundles import Bundles
from handlers.triggers import PROCESS
from tests.crash import carrier_book, company, fingerprint, invariants, planted
from tests.crash.carrier_book import Parcels
from tests.crash.children import CRASHED, Counter, Life, Point, live
from tests.crash.client import Client
from tests.crash.notebook import Notebook
from tests.crash.scenarios import SCENARIOS


@dataclass
class Runner:
    """One kind of database, one template of it, one carrier."""

    folder: Path
    carrier_url: str
    server: str = ""  # of PostgreSQL; empty: SQLite
    number: int = 0

    def prepare(self) -> None:
        """Make the template, and keep its diagrams in memory."""
        template = self.folder / "template"
        template.mkdir()
        if self.server:
            self._admin("CREATE DATABASE crash_template")
        company.found(template, self._url(template, "crash_template"))
        opened = company.start(template, self._url(template, "crash_template"), self.carrier_url)
        with opened.database.read() as reader:
            runtime.of(reader).bundles.active(reader, PROCESS)
        self._bundles: Bundles = runtime.of(opened.database).bundles
        opened.close()
        gc.freeze()

    def point(self, scenario: str, point: Point, fault: str = "") -> dict[str, Any]:
        """A fresh company; a life that ends at the point; a life that finishes the story. Told: what is left."""
        folder, url = self._clone()
        parcels = carrier_book.since_now(self.carrier_url)
        last = self._lives(point, lambda until: live(lambda: self._life(folder, url, scenario, until, parcels, fault)))
        self._drop(folder)
        return {"failure": "", "broken": [], **last.told}

    def _lives(self, point: Point, life: Callable[[Point], Life]) -> Life:
        """The last of one or two lives."""
        first = life(point) if point.n else Life(CRASHED)
        if first.code == CRASHED:
            return life(Point())
        return Life(1, {"failure": first.told.get("failure", "the point was never reached")})

    def _life(
        self, folder: Path, url: str, scenario: str, point: Point, parcels: Parcels, fault: str
    ) -> dict[str, Any]:
        """One process from its start on."""
        if fault:
            planted.FAULTS[fault]()
        opened = company.start(folder, url, self.carrier_url, self._bundles)
        notebook = Notebook(folder / "notes")
        broken = invariants.lost(opened, notebook) + invariants.breaches(opened) if not point.n else []
        counter = Counter(point)
        counter.watch(opened.database)
        try:
            SCENARIOS[scenario](Client(opened, notebook, fault))
        except Exception:
            return {"broken": broken, "failure": traceback.format_exc()}
        commits = counter.commits
        broken += invariants.breaches(opened)
        told = fingerprint.of(opened.database, parcels)
        return {"commits": commits, "broken": broken, "fingerprint": told}

    def _clone(self) -> tuple[Path, str]:
        self.number += 1
        folder, name = self.folder / f"point{self.number}", f"crash_{self.number}"
        shutil.copytree(self.folder / "template", folder)
        if self.server:
            self._admin(f"CREATE DATABASE {name} TEMPLATE crash_template")
        return folder, self._url(folder, name)

    def _drop(self, folder: Path) -> None:
        shutil.rmtree(folder)
        if self.server:
            self._admin(f"DROP DATABASE crash_{self.number} WITH (FORCE)")

    def _url(self, folder: Path, name: str) -> str:
        if not self.server:
            return f"sqlite:///{folder / 'orderflow.db'}"
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def main(folder: str, carrier_url: str, server: str) -> None:
    """Serves until its input ends."""
    runner = Runner(Path(folder), carrier_url, server)
    runner.prepare()
    print(orjson.dumps({"scenarios": list(SCENARIOS)}).decode(), flush=True)
    for line in sys.stdin:
        wanted = orjson.loads(line)
        point = Point(wanted.get("n", 0), wanted.get("moment", "before"))
        answer = runner.point(wanted["scenario"], point, wanted.get("fault", ""))
        print(orjson.dumps(answer).decode(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
