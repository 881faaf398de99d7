"""User ids as user names, for lists of tasks. A user name never changes, so it is remembered once read."""

from __future__ import annotations

from collections.abc import Iterable

from kit.db import Reader, Tx
from oms.identity import queries as identity


class People:
    """User names by id, of one database."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def names(self, view: Reader | Tx, user_ids: Iterable[int | None]) -> dict[int, str]:
        """Raises UserUnknown for an id that never was."""
        wanted = {user_id for user_id in user_ids if user_id is not None}
        for user_id in wanted - self._names.keys():
            self._names[user_id] = identity.user_by_id(view, user_id).username
        return {user_id: self._names[user_id] for user_id in wanted}
