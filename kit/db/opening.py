"""Opens the database that the settings name; a SQLite file belongs to one process at a time."""

from __future__ import annotations

import fcntl
import importlib
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from kit import errors
from kit.clock import Clock, SystemClock
from kit.config import Settings
from kit.db.sqlite import SqliteDatabase
from kit.db.transaction import Database
from kit.tables import Base


class DatabaseInUse(errors.Failure):
    """Another process has the SQLite file open."""

    code = "database.in_use"
    kind = errors.Kind.CONFLICT
    zh = "数据库文件 {path} 正被另一个进程使用，先停止它，或改用 PostgreSQL"
    en = "The database file {path} is in use by another process; stop that one first, or move to PostgreSQL"


def open_database(settings: Settings, clock: Clock | None = None) -> Database:
    """Creates the data directory for SQLite. Raises DatabaseInUse when the file belongs to another process."""
    url = make_url(settings.url)
    if url.get_backend_name() == "postgresql":
        return _postgres(url.render_as_string(hide_password=False), clock or SystemClock(), settings.zone)
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = _own(path)
    database = SqliteDatabase(str(url), clock or SystemClock(), settings.zone)
    database.lock = lock
    return database


def _postgres(url: str, clock: Clock, zone: ZoneInfo) -> Database:
    """Loaded by name: psycopg takes a tenth of a second of a start on SQLite, which never needs it."""
    opened: Database = importlib.import_module("kit.db.postgresql").PostgresDatabase(url, clock, zone)
    return opened


def _own(path: Path) -> int:
    """An exclusive lock on a file beside the database; it vanishes with the process. Returns the descriptor."""
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise DatabaseInUse(path=path.name) from None
    return descriptor


def create_tables(database: Database) -> None:
    """All known tables, without migrations: for tests and throw-away databases."""
    engine = create_engine(database.url)
    Base.metadata.create_all(engine)
    engine.dispose()
