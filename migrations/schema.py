"""Brings a database to the schema of this version; the service calls it at start, before it answers."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

# Any fixed number: nodes that start together on PostgreSQL wait for the one that migrates.
LOCK = 7_046_029_254


def upgrade(url: str) -> None:
    """Runs the missing revisions in one transaction. May run twice, and on several nodes at once.

    On SQLite call it with the database open, whose file lock keeps other processes out.
    """
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            command.upgrade(configuration(connection), "head")
    finally:
        engine.dispose()


def configuration(connection: Connection) -> Config:
    """Alembic's settings for work on an open connection, wherever the project is installed."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    settings.set_main_option("timezone", "UTC")
    settings.attributes["connection"] = connection
    return settings
