"""The real application over real HTTP, once per database: demo company and diagrams, but nothing in the background.

`shop` is the client of a test: it logs in as the demo accounts and knows how to place an order.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from api import in_thread, startup
from api.services import Services
from kit import config
from samples import demo

V1 = "/api/v1"


class Shop:
    """Talks to one running service."""

    def __init__(self, url: str, services: Services) -> None:
        self.url = url
        self.services = services
        self._clients: dict[str, httpx.Client] = {}
        self._numbers = itertools.count(1)

    def anonymous(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20)

    def login(self, username: str) -> httpx.Client:
        """A client with a fresh session."""
        client = self.anonymous()
        answer = client.post(f"{V1}/sessions", json={"username": username, "password": demo.PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    def as_(self, username: str) -> httpx.Client:
        """The account's client, logged in once."""
        if username not in self._clients:
            self._clients[username] = self.login(username)
        return self._clients[username]

    def number(self) -> str:
        """An external number that was not used before."""
        return f"PO-{next(self._numbers)}"

    def draft(self, **changes: Any) -> dict[str, Any]:
        """A good order of three A-100; `changes` replace its fields."""
        order = {
            "customer_code": "C-1001",
            "channel": "B2B",
            "external_no": self.number(),
            "lines": [{"sku": "A-100", "quantity": "3"}],
        }
        return order | changes

    def order(self, **changes: Any) -> dict[str, Any]:
        """A new order, taken in by `sales`."""
        answer = self.as_("sales").post(f"{V1}/orders", json=self.draft(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def tasks(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.as_("admin").get(f"{V1}/tasks", params={"order_id": order["id"]})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def facts(self) -> dict[str, Any]:
        """What a refused request must not change: every row count of the business and the engine."""
        with self.services.database.read() as reader:
            return {name: reader.connection.exec_driver_sql(sql).scalar() for name, sql in _FACTS.items()}

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


_COUNTED = (
    "sales_order",
    "order_line",
    "stock_level",
    "reservation",
    "stock_movement",
    "credit_entry",
    "instance",
    "work_item",
    "closed_task",
    "message_inbox",
    "definition",
    "bundle",
    "journal",
    "outbox",
    "notification",
    "idempotency_key",
    "import_job",
    "draft",
)
_FACTS = {
    **{table: f"SELECT count(*) FROM {table}" for table in _COUNTED},
    "reserved": "SELECT sum(reserved) FROM stock_level",
    "versions": "SELECT sum(version) FROM sales_order",
}


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Its database is made by the migrations."""
    folder = tmp_path_factory.mktemp(f"service-{request.param}")
    url = "" if request.param == "sqlite" else _empty_database(request.getfixturevalue("postgres_url"), "http")
    services = startup.open_services(config.Settings(data_dir=folder, database_url=url))
    startup.prepare(services)
    demo.load(services.database)
    services.ready = True
    with in_thread.serving(services) as address:
        opened = Shop(address, services)
        yield opened
        opened.close()
    services.close()


@pytest.fixture
def empty_postgres(postgres_url: str) -> str:
    """The URL of a database without tables."""
    return _empty_database(postgres_url, "cli")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def product_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole product on each database; on PostgreSQL with the worker that `orderflow serve` runs there."""
    if request.param == "sqlite":
        yield request.getfixturevalue("service_url")
        return
    url = _empty_database(request.getfixturevalue("postgres_url"), "product")
    folder = tmp_path_factory.mktemp("postgresql-product")
    with in_thread.product(config.Settings(data_dir=folder, database_url=url, demo=True)) as address:
        yield address


def _empty_database(server: str, purpose: str) -> str:
    name = f"orderflow_{purpose}_{os.getpid()}"
    address = make_url(server)
    admin = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return address.set(database=name).render_as_string(hide_password=False)
