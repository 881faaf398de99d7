"""A session that joins an open transaction and never ends it.

SQLAlchemy's own session rolls the whole transaction back when a flush fails. Here a transaction holds more than the
session's rows (on SQLite even other people's commands), and whoever opened it or a savepoint in it undoes what failed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session


class _Foreign:
    """The transaction as the session sees it: somebody else's to end."""

    is_active = True

    def rollback(self) -> None:
        """Left to the owner."""

    def close(self) -> None:
        """Left to the owner."""


_FOREIGN: Any = _Foreign()


class _Shared(Connection):
    """The same connection under another face: all state is common."""

    def __init__(self, connection: Connection) -> None:
        self.__dict__ = connection.__dict__

    def _get_required_transaction(self) -> Any:
        return _FOREIGN


def session(connection: Connection) -> Session:
    """After a failed flush the session wants `rollback()`, which here only forgets its objects."""
    return Session(bind=_Shared(connection), join_transaction_mode="rollback_only", expire_on_commit=False)
