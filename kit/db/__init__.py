"""The database edge: the only place that commits.

`Database.write(work)` runs `work(tx)` in one transaction and returns after the commit. On SQLite all writes of the
process go through one writer thread (sqlite.py); on PostgreSQL each takes a pooled connection (postgresql.py).
`Database.read()` gives a read-only view. No network call belongs inside either.
"""

from __future__ import annotations

from kit.db.opening import create_tables, open_database
from kit.db.transaction import SYSTEM, Actor, Database, Reader, Tx

__all__ = ["SYSTEM", "Actor", "Database", "Reader", "Tx", "create_tables", "open_database"]
