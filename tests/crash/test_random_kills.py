"""T2: real processes under load are killed with SIGKILL at random moments, KILLS times, and nothing is lost or doubled.

P1, P2, P3 and P6 of docs/guarantees.md. SQLite: the service itself; PostgreSQL: workers and, now and then, the service.
The seed is printed; KILL_SEED repeats the moments. CRASH_LONG=1 imports the whole real day.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from kit.config import Settings
from tests.crash import aftermath, day
from tests.crash.processes import Process, free_port
from tests.crash.shoppers import Person, Shoppers, until

KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
LONG = os.environ.get("CRASH_LONG") == "1"
INVOICES = 151  # in one file: as many as the real day has
MOST_LINES = 10**6 if LONG else 15
SHOPPERS = 3
PATIENCE = 300.0  # seconds until everything has ended; a dead worker's job comes back after 20 to 30
SECRET = "kill-test"

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300 + 40 * KILLS)]


@dataclass
class Site:
    """Service, carrier and workers of one run; what is `mortal` is killed."""

    settings: Settings
    address: str
    carrier: Process
    carrier_url: str
    service: Process
    workers: list[Process]
    mortal: list[Process]

    def start(self) -> None:
        for process in (self.carrier, self.service, *self.workers):
            process.start()
            process.wait_ready()

    def rest(self) -> None:
        """All but the carrier end in order."""
        for process in (*self.workers, self.service):
            process.stop()

    def stop(self) -> None:
        self.rest()
        self.carrier.stop()


@pytest.fixture
def sqlite_site(tmp_path: Path) -> Iterator[Site]:
    site = _site(tmp_path, "", workers=0)
    yield site
    site.stop()


@pytest.fixture
def postgresql_site(tmp_path: Path, postgres_url: str) -> Iterator[Site]:
    """Two workers; the service runs only one job at a time itself."""
    name = f"kills_{os.getpid()}"
    admin = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    site = _site(tmp_path, make_url(postgres_url).set(database=name).render_as_string(hide_password=False), workers=2)
    yield site
    site.stop()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    kind: str, request: pytest.FixtureRequest, shared: Path, tmp_path: Path, told: Callable[[str], None]
) -> None:
    site: Site = request.getfixturevalue(f"{kind}_site")
    source = shared / "data" / "online-retail-2011-12-05.csv"
    days = day.EndlessDay(source, tmp_path, each=INVOICES, most_lines=MOST_LINES)
    site.start()
    if kind == "postgresql":
        aftermath.slow_carrier(site.carrier_url)
    shoppers = Shoppers(site.address, SHOPPERS)
    shoppers.start()

    started = time.monotonic()
    during = _kill(site, shoppers, days)
    killing = time.monotonic() - started
    shoppers.stop(PATIENCE)
    until(lambda: aftermath.still_moving(site.settings, site.carrier_url), PATIENCE, "not at rest")
    at_rest = time.monotonic() - started - killing
    site.rest()

    acknowledged = shoppers.acknowledged
    restarts = [seconds for process in (site.service, *site.workers) for seconds in process.starts[1:]]
    faults = shoppers.faults + aftermath.faults(site.settings, site.carrier_url, acknowledged, days.invoices)
    told(
        f"{kind:<10} seed {SEED}: {KILLS} kills in {killing:.0f} s, {during} of them during the import of"
        f" {days.invoices} invoices; {len(acknowledged.orders)} orders, {len(acknowledged.decisions)} decisions"
        f" acknowledged;"
        f" back after {statistics.median(restarts):.1f} s (median), at rest after {at_rest:.0f} s; {len(faults)} faults"
    )
    told(f"{kind:<10} {aftermath.counted(site.settings, site.carrier_url)}")
    assert faults == []


def _kill(site: Site, shoppers: Shoppers, days: day.EndlessDay) -> int:
    """Kills and starts again while one import follows the other. Returns how many kills fell into an import."""
    chance, during = random.Random(SEED), 0
    boss = Person(site.address, "admin", shoppers.give_up)
    for _ in range(KILLS):
        if aftermath.imports_left(site.settings) < 2:
            aftermath.hand_in(boss, days.next_file())
        time.sleep(chance.uniform(0.05, 1.5))
        victim = chance.choice(site.mortal)
        during += aftermath.imports_left(site.settings) > 0
        victim.kill()
        victim.start()
        if chance.random() < 0.7:  # the others may be killed while they start
            victim.wait_ready()
    for process in site.mortal:
        process.wait_ready()
    boss.close()
    return during


def _site(folder: Path, database_url: str, *, workers: int) -> Site:
    carrier_port, port = free_port(), free_port()
    carrier_url, address = f"http://127.0.0.1:{carrier_port}", f"http://127.0.0.1:{port}"
    environment = {
        "ORDERFLOW_DATA_DIR": str(folder / "data"),
        "ORDERFLOW_DATABASE_URL": database_url,
        "ORDERFLOW_PORT": str(port),
        "ORDERFLOW_DEMO": "1",
        "ORDERFLOW_CARRIER_URL": carrier_url,
        "ORDERFLOW_CARRIER_SECRET": SECRET,
        "ORDERFLOW_JOB_THREADS": "1" if workers else "4",
    }
    webhook = f"{address}/api/v1/webhooks/carrier/sandbox"
    told = ("--port", str(carrier_port), "--webhook", webhook, "--secret", SECRET, "--step", "0.3")
    carrier = Process(
        ("samples.carrier", *told, "--book", str(folder / "carrier.db")),
        {},
        folder / "carrier.log",
        ready_url=f"{carrier_url}/healthz",
    )
    service = Process(("api.cli", "serve"), environment, folder / "serve.log", ready_url=f"{address}/readyz")
    crew = [
        Process(
            ("api.cli", "worker", "--threads", "4"), environment, folder / f"worker{number}.log", ready_line="ready"
        )
        for number in range(workers)
    ]
    settings = Settings(
        data_dir=folder / "data", database_url=database_url, carrier_url=carrier_url, carrier_secret=SECRET
    )
    mortal = [*crew, *crew, service] if crew else [service]
    return Site(settings, address, carrier, carrier_url, service, crew, mortal)
