"""Opens the database for reading beside a running service: SQLite lets other processes read while one writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from api import failures
from kit import db
from kit.clock import SystemClock
from kit.config import Settings
from kit.db.sqlite import SqliteDatabase


def sqlite_file(settings: Settings) -> Path | None:
    """The file, or None on PostgreSQL. Raises DatabaseMissing."""
    url = make_url(settings.url)
    if url.get_backend_name() == "postgresql":
        return None
    path = Path(url.database or "")
    if not path.is_file():
        raise failures.DatabaseMissing(path=path)
    return path


@contextmanager
def reader(settings: Settings) -> Iterator[db.Reader]:
    """One consistent view. Raises DatabaseMissing."""
    path = sqlite_file(settings)
    if path is None:
        database = db.open_database(settings)
    else:
        database = SqliteDatabase(settings.url, SystemClock(), settings.zone)
    try:
        with database.read() as view:
            yield view
    finally:
        database.close()
