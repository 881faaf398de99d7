"""Sets of groups that may take a task, interned to small numbers that the inbox index holds."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.models import CandidateSet
from kit.compiled import Compiled
from kit.db import Reader, Tx

_PERSON = "user:"
_COUNT = Compiled(select(func.count()).select_from(CandidateSet))


def person(login: str) -> str:
    """The group of one: how a candidate or an assignee that a diagram names by login stands in a set."""
    return f"{_PERSON}{login.casefold()}"


def persons(groups: Iterable[str]) -> list[str]:
    """The logins, folded, of the groups of one among them."""
    return [group.removeprefix(_PERSON) for group in groups if group.startswith(_PERSON)]


def teams(groups: Iterable[str]) -> list[str]:
    """Those that are not groups of one."""
    return [group for group in groups if not group.startswith(_PERSON)]


class Candidates:
    """Cache of the candidate_set table. Sets are never changed or deleted, so a known number stays right."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_groups: dict[str, int] = {}
        self._by_id: dict[int, frozenset[str]] = {}

    def intern(self, tx: Tx, groups: Iterable[str]) -> int | None:
        """The set's number, made when new; None for nobody."""
        text = ",".join(sorted(set(groups)))
        if not text:
            return None
        known = self._by_groups.get(text)
        return known if known is not None else self._of(tx, text)

    def _of(self, tx: Tx, text: str) -> int:
        """A rival that adds the same set is waited for. Remembered only after the commit: the number of a rolled-back
        row may belong to another set later."""
        query = select(CandidateSet.id).where(CandidateSet.groups == text)
        number = tx.session.scalar(query)
        if number is None:
            dialect: Any = postgresql if tx.postgres else sqlite
            tx.session.execute(dialect.insert(CandidateSet).values(groups=text).on_conflict_do_nothing())
            number = tx.session.scalars(query).one()
        tx.after_commit(lambda: self._remember(number, text))
        return number

    def of_groups(self, view: Tx | Reader, groups: frozenset[str]) -> list[int]:
        """Numbers of all sets that hold at least one of the groups, ascending."""
        return sorted(number for number, members in self._sets(view).items() if members & groups)

    def groups(self, view: Tx | Reader, number: int | None) -> tuple[str, ...]:
        """The groups of a set, sorted."""
        if number is None:
            return ()
        known = self._by_id.get(number)
        return tuple(sorted(self._sets(view)[number] if known is None else known))

    def _sets(self, view: Tx | Reader) -> Mapping[int, frozenset[str]]:
        """All sets by number. What an open transaction sees may be its own and is not remembered."""
        if isinstance(view, Tx):
            rows = view.session.execute(select(CandidateSet.id, CandidateSet.groups))
            return {number: _members(text) for number, text in rows}
        self._refresh(view)
        return self._by_id

    def _refresh(self, view: Reader) -> None:
        """Other processes add sets, and on PostgreSQL a lower number may be committed after a higher one: what counts
        is whether all are known, not which is the last."""
        ((there,),) = _COUNT.rows(view, {})
        if there != len(self._by_id):
            for number, text in view.session.execute(select(CandidateSet.id, CandidateSet.groups)):
                self._remember(number, text)

    def _remember(self, number: int, text: str) -> None:
        with self._lock:
            self._by_groups[text] = number
            self._by_id[number] = _members(text)


def _members(text: str) -> frozenset[str]:
    return frozenset(text.split(","))
