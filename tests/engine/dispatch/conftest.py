"""A PostgreSQL database with everything that the migrations make, Procrastinate's queue included."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from kit import config
from migrations import schema


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """A database made by the migrations alone."""
    server = create_engine(config.Settings(database_url=postgres_url).url, isolation_level="AUTOCOMMIT")
    name = f"orderflow_cluster_{os.getpid()}_{time.time_ns() % 1_000_000}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    made = make_url(server.url).set(database=name).render_as_string(hide_password=False)
    schema.upgrade(made)
    yield made
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
