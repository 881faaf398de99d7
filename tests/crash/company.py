"""The demo company in a database of its own, opened as the service opens it, with a clock that survives a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from api import startup
from api.services import Services
from engine import runtime
from engine.bundles import Bundles
from integrations import carriers
from integrations.sandbox_carrier import SandboxCarrier
from kit import seal
from kit.config import Settings
from kit.db import Actor, Database, Tx
from oms.identity import queries as identity
from oms.inventory import queries as stock
from oms.inventory import service as inventory

SECRET = "crash-test"
START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai
NOBODY_LISTENS = "http://127.0.0.1:9"


class KeptClock:
    """Stands still until it is moved; the moment lies in a file, so the next process goes on from it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._now = datetime.fromisoformat(file.read_text()) if file.exists() else START

    def now(self) -> datetime:
        return self._now

    def reach(self, moment: datetime) -> None:
        """Moves forward to the moment; a moment that has passed changes nothing."""
        if moment > self._now:
            self._now = moment
            self._file.write_text(moment.isoformat())


@dataclass
class Company:
    """One open database with everything around it. Nothing runs in the background: the pump does what is due."""

    services: Services
    clock: KeptClock
    folder: Path
    carrier_url: str

    @property
    def database(self) -> Database:
        return self.services.database

    @cached_property
    def clock_work(self) -> dict[str, Any]:
        """The ticks of the service by name."""
        return {tick.name: tick.work for tick in startup.clock_work(self.services.settings)}

    @cached_property
    def anchors(self) -> dict[int, bytes]:
        return seal.Anchor(self.services.settings.data_dir).blocks()

    def actor(self, login: str) -> Actor:
        with self.database.read() as reader:
            return identity.user_by_username(reader, login).actor

    def carrier_is_down(self, down: bool) -> None:
        """From now on the carrier cannot be reached, or can be again."""
        carriers.use(self._nobody if down else self._carrier)

    @cached_property
    def _nobody(self) -> SandboxCarrier:
        return SandboxCarrier(NOBODY_LISTENS, secret=SECRET)

    @cached_property
    def _carrier(self) -> SandboxCarrier:
        return SandboxCarrier(self.carrier_url, secret=SECRET)

    def close(self) -> None:
        self.services.close()


def settings(folder: Path, url: str, carrier_url: str) -> Settings:
    return Settings(
        data_dir=folder, database_url=url, demo=True, carrier_url=carrier_url, carrier_secret=SECRET, notify_urls=[]
    )


def found(folder: Path, url: str) -> None:
    """Schema, diagrams, demo company, and some A-100 in the third-party warehouse."""
    services = startup.open_services(settings(folder, url, ""), time=KeptClock(folder / "clock"))
    startup.prepare(services)
    services.database.write(_stock)
    services.close()


def start(folder: Path, url: str, carrier_url: str, bundles: Bundles | None = None) -> Company:
    """A process starts on a database that is there. `bundles`: diagrams that were parsed before."""
    clock = KeptClock(folder / "clock")
    services = startup.open_services(settings(folder, url, carrier_url), time=clock, migrate=False)
    if bundles is not None:
        runtime.of(services.database).bundles = bundles
    return Company(services, clock, folder, carrier_url)


def _stock(tx: Tx) -> None:
    warehouse = stock.warehouse_by_code(tx, "W2")
    inventory.receive(tx, warehouse.id, "A-100", Decimal(1000), reason="期初库存")
