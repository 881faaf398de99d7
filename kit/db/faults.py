"""What a database driver raises: wrapped by SQLAlchemy, or bare where hot statements go to the driver's cursor.

The transaction is lost then: the line, the disk, a lock, a race. What the data itself forbids (a CHECK, a key, a value
out of range) is not among them: that is an outcome of the work.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc

_KINDS: list[type[Exception]] = [
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
    sqlite3.OperationalError,
    sqlite3.InterfaceError,
    sqlite3.InternalError,
]


def add(*kinds: type[Exception]) -> None:
    """Those of a driver that is loaded only where its database is used."""
    _KINDS.extend(kinds)


def kinds(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """For `except`: all that are known by then, and `others`."""
    return (*_KINDS, *others)
