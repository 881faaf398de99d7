"""INSERT that does nothing when the key is taken already: the base of everything that may run twice.

SQLite and PostgreSQL share the statement ON CONFLICT DO NOTHING but not its construct.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from kit.compiled import Compiled
from kit.db import Tx
from kit.tables import Base


def insert_once(tx: Tx, model: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert one row; False when a unique key of it is taken. Columns left out are NULL.

    On PostgreSQL it waits until a rival with the same key commits or gives up.
    """
    return _statement(model, tx.postgres).run(tx, values) == 1


@functools.cache
def _statement(model: type[Base], postgres: bool) -> Compiled:
    dialect: Any = postgresql if postgres else sqlite
    return Compiled(dialect.insert(model).on_conflict_do_nothing())
