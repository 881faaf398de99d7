"""What a database driver raises: wrapped by SQLAlchemy, or bare where hot statements go to the driver's cursor."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

FAULTS: tuple[type[Exception], ...] = (DBAPIError, psycopg.Error, sqlite3.Error)
