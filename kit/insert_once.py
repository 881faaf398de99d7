"""INSERT that does nothing when the key is taken already: the base of everything that may run twice.

SQLite and PostgreSQL share the statement ON CONFLICT DO NOTHING but not its construct.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from kit.db import Tx
from kit.tables import Base


def insert_once(tx: Tx, model: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert one row; False when a unique key of it is taken. On PostgreSQL waits for a rival's commit."""
    if tx.postgres:
        statement: Any = postgresql.insert(model).on_conflict_do_nothing()
    else:
        statement = sqlite.insert(model).on_conflict_do_nothing()
    kept = {"preserve_rowcount": True}  # else psycopg's count of an INSERT is lost and -1 is given
    return bool(tx.connection.execute(statement, dict(values), execution_options=kept).rowcount == 1)
