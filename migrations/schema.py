"""Brings a database to the schema of this version; the service calls it at start, before it answers."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

# Any fixed number: nodes that start together on PostgreSQL wait for the one that migrates.
LOCK = 7_046_029_254
VERSIONS = Path(__file__).parent / "versions"
_NAMED = re.compile(r'^(revision|down_revision)\b.*?= "(\w+)"', re.MULTILINE)


def upgrade(url: str) -> None:
    """Runs the missing revisions in one transaction. May run twice, and on several nodes at once.

    On SQLite call it with the database open, whose file lock keeps other processes out.
    """
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if current(connection) != newest():  # Alembic itself, and what old revisions import, takes 0.1 s
                importlib.import_module("migrations.revisions").run(connection)
    finally:
        engine.dispose()


def newest() -> set[str]:
    """The revisions on which no other builds: one, unless two people made one at once."""
    found = [_NAMED.findall(path.read_text(encoding="utf-8")) for path in VERSIONS.glob("*.py")]
    named = [(kind, name) for pairs in found for kind, name in pairs]
    built_on = {name for kind, name in named if kind == "down_revision"}
    return {name for kind, name in named if kind == "revision"} - built_on


def current(connection: Connection) -> set[str]:
    """The revisions of the database; none when it is empty."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))
