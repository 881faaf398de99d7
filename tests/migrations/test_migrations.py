"""The migrations and the models describe the same schema, on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, make_url, text

from kit import config
from migrations import ownership, schema, tables

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'procrastinate%'",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server = create_engine(
        config.Settings(database_url=request.getfixturevalue("postgres_url")).url, isolation_level="AUTOCOMMIT"
    )
    name = f"orderflow_migrations_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server.url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def modelled_url(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path) -> str:
    """A database of the same kind whose tables were made from the models."""
    if empty_url.startswith("sqlite"):
        return str(request.getfixturevalue("new_sqlite")(tmp_path / "modelled"))
    return str(request.getfixturevalue("new_postgres")())


def on(url: str, look: Callable[[Connection], object]) -> object:
    engine = create_engine(url)
    with engine.connect() as connection:
        seen = look(connection)
    engine.dispose()
    return seen


def differences(connection: Connection) -> list[object]:
    options = {"include_object": ownership.is_ours, "compare_server_default": False}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), tables.load_all()))


def triggers(connection: Connection) -> set[str]:
    return set(connection.scalars(text(TRIGGERS[connection.dialect.name])))


def test_migrations_from_empty_lead_to_the_schema_of_the_models(empty_url: str) -> None:
    schema.upgrade(empty_url)

    assert on(empty_url, differences) == []


def test_migrations_make_the_same_triggers_as_the_models(empty_url: str, modelled_url: str) -> None:
    schema.upgrade(empty_url)

    assert on(empty_url, triggers) == on(config.Settings(database_url=modelled_url).url, triggers)


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    schema.upgrade(empty_url)
    schema.upgrade(empty_url)

    assert on(empty_url, differences) == []


def test_the_newest_revision_is_the_one_that_alembic_finds(empty_url: str) -> None:
    schema.upgrade(empty_url)

    assert on(empty_url, schema.current) == schema.newest()
    assert len(schema.newest()) == 1
