"""The composition root: opens what the service is made of, in order, and gives back what has to be closed.

Database → schema → engine with its dispatcher → handlers → carriers → diagrams → demo company → clock work.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import bpmn
import handlers
from api import idempotent
from api.import_runner import ImportRunner
from api.services import Services
from engine import definitions, messages, retention, runtime, signals
from engine.dispatch import ticks
from engine.dispatch.embedded import EmbeddedDispatch
from engine.dispatch.ticks import Tick, Ticker
from handlers.due_tasks import TaskNotifier
from integrations import carriers
from kit import clock, db, idempotency, seal
from kit.clock import Clock
from kit.config import Settings
from kit.db import Database, Tx
from migrations import schema
from oms.identity.rules import Role
from oms.inventory import queries as inventory
from oms.inventory import service
from oms.inventory.rules import WarehouseKind
from samples import demo, demo_orders
from samples.carrier import server as sandbox

logger = logging.getLogger(__name__)

DIAGRAMS = Path(bpmn.__path__[0])
ENDINGS = ("*.bpmn", "*.dmn", "forms/*.schema.json", "texts.*.csv")
DEPLOY_KEY = "deploy bpmn/"
SEAL_EVERY = timedelta(seconds=1)
EXPIRE_EVERY = timedelta(minutes=5)
RETIRE_EVERY = timedelta(minutes=10)
FORGET_EVERY = timedelta(hours=6)
SANDBOX_NOTE = "sandbox-carrier.url"


class Part(Protocol):
    """Something that runs beside requests."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def open_services(settings: Settings, *, time: Clock | None = None, migrate: bool = True) -> Services:
    """Everything that commands need: database, schema, engine, handlers, carriers. Nothing runs in the background yet.

    Raises DatabaseInUse. Jobs that are opened before `start` wait in their table. Creates the data folder, which holds
    the audit's anchors on PostgreSQL too.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = db.open_database(settings, time)
    if migrate:
        schema.upgrade(settings.url)
    handlers.register()
    services = Services(settings, database, ImportRunner(database))
    services.at_close(database.close)
    dispatch = _cluster() if database.postgres else EmbeddedDispatch(settings.job_threads)
    runtime.install(database, settings, dispatch=dispatch, notifier=TaskNotifier(), groups=frozenset(Role))
    if settings.carrier_url:
        _use_carrier(services, settings.carrier_url)
    return services


def prepare(services: Services) -> None:
    """Deploy the diagrams that came with this version, once each, and create the demo company when asked for."""
    sources = diagrams()
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in sorted(sources.items()))).hexdigest()
    services.database.write(lambda tx: _deploy_once(tx, sources, digest))
    if services.settings.demo:
        demo.load(services.database)
    else:
        services.database.write(_first_warehouse)


def start(services: Services, *, public_url: str) -> None:
    """Start what runs beside requests: carrier simulator (demo), jobs, clock work, imports, hints."""
    settings, database = services.settings, services.database
    if settings.demo and not settings.carrier_url:
        _start_sandbox(services, public_url)
    if settings.demo:
        demo_orders.load(database)
    dispatch = runtime.of(database).dispatch
    if isinstance(dispatch, EmbeddedDispatch):
        dispatch.start(database)
        services.at_close(dispatch.stop)
    if database.postgres:
        worker = importlib.import_module("api.job_worker").JobWorker
        bridge = importlib.import_module("api.live_bridge").Bridge
        _run(services, bridge(database.url))
        _run(services, worker(database, concurrency=settings.job_threads))
    _run(services, Ticker(database, clock_work(settings)))
    _run(services, services.imports)
    services.ready = True


def clock_work(settings: Settings) -> list[Tick]:
    """What is looked at again and again. Safe on every node: the rows guard themselves."""
    sealer = _Sealer(settings.data_dir)
    outbox = _Outbox(settings.notify_urls)
    return [
        *ticks.engine_ticks(settings.tick),
        *(ticks.cluster_ticks() if settings.url.startswith("postgresql") else ()),
        Tick("seal", sealer.seal, SEAL_EVERY),
        Tick("outbox", outbox.run, settings.tick),
        Tick("retire", lambda database: database.write(retention.retire), RETIRE_EVERY),
        Tick("expire", lambda database: database.write(messages.expire), EXPIRE_EVERY),
        Tick("expire signals", lambda database: database.write(signals.expire), EXPIRE_EVERY),
        Tick("forget keys", lambda database: database.write(idempotent.forget), FORGET_EVERY),
    ]


def diagrams() -> dict[str, bytes]:
    """File name → content of everything in bpmn/."""
    return {path.name: path.read_bytes() for ending in ENDINGS for path in sorted(DIAGRAMS.glob(ending))}


def _deploy_once(tx: Tx, sources: dict[str, bytes], digest: str) -> None:
    """A folder that was deployed before is left alone, so that what designers published since stays in force."""
    definitions.exclusive(tx)
    if idempotency.recall(tx, DEPLOY_KEY, digest, b"") is not None:
        return
    definitions.deploy(tx, sources, note="随版本部署 deployed with this version")
    idempotency.keep(tx, DEPLOY_KEY, digest, b"", 201, {"files": sorted(sources)})


def _first_warehouse(tx: Tx) -> None:
    """Orders need one: an installation without any gets W1, where our own people pick."""
    definitions.exclusive(tx)  # one node at a time
    if not inventory.warehouses(tx):
        service.create_warehouse(tx, code="W1", name="主仓 Main", kind=WarehouseKind.OWN, is_default=True)


def _start_sandbox(services: Services, public_url: str) -> None:
    secret = services.settings.carrier_secret
    push = f"{services.settings.public_url or public_url}/api/v1/webhooks/carrier/sandbox"
    book = services.settings.data_dir / "sandbox-carrier.db"
    url, stop = sandbox.start_in_thread(webhook_url=push, secret=secret, book_path=book)
    services.at_close(stop)
    (services.settings.data_dir / SANDBOX_NOTE).write_text(url, encoding="ascii")
    _use_carrier(services, url)


def _use_carrier(services: Services, url: str) -> None:
    carrier = carriers.use_sandbox(url, secret=services.settings.carrier_secret)
    services.at_close(carrier.close)


def sandbox_url(settings: Settings) -> str:
    """Where the carrier simulator of a demo service on this machine listens; empty when there is none."""
    note = settings.data_dir / SANDBOX_NOTE
    return note.read_text(encoding="ascii").strip() if note.is_file() else ""


def _cluster() -> Any:
    """Procrastinate is imported where PostgreSQL is used, and nowhere else: it is half a second of every start."""
    return importlib.import_module("engine.dispatch.cluster").ClusterDispatch()


def _run(services: Services, part: Part) -> None:
    part.start()
    services.at_close(part.stop)


class _Outbox:
    """Loads the relay at its first tick: apprise and what it needs would be a thirtieth of every start."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses

    @cached_property
    def _relay(self) -> Any:
        messenger = importlib.import_module("integrations.messenger").Messenger
        return importlib.import_module("handlers.outbox_relay").OutboxRelay(lambda: messenger(self._addresses))

    def run(self, database: Database) -> int:
        """How many messages left."""
        return int(self._relay.run(database))


class _Sealer:
    """Seals the audit trail and anchors each block outside the database."""

    def __init__(self, data_dir: Path) -> None:
        self._anchor = seal.Anchor(data_dir)

    def seal(self, database: Database) -> None:
        block = database.write(seal.seal)
        if block is not None:
            self._anchor.add(block.no, block.hash, clock.micros(block.sealed_at))
