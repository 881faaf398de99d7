"""What a database driver raises: wrapped by SQLAlchemy, or bare where hot statements go to the driver's cursor."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy import exc

# The transaction is lost: the line, the disk, a lock, a race. What the data itself forbids (a CHECK, a key, a value out
# of range) is not among them: that is an outcome of the work.
FAULTS: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    sqlite3.OperationalError,
    sqlite3.InterfaceError,
    sqlite3.InternalError,
)
