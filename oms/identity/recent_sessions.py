"""Sessions looked up within the last second: a busy person costs one query a second instead of one a call.

Whatever changes a session, its person or his roles calls `forget`: in this process the change holds when it has been
answered. Other processes on PostgreSQL notice it within KEPT.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.db import Database, Tx
from oms.identity import queries, rules

KEPT = timedelta(seconds=1)
LARGEST = 2000  # sessions; valid ones only, so nobody fills it without logging in
_NAME = "oms.identity"


@dataclass
class _Known:
    """Replaced as a whole by `forget`, so that a lookup that began before a change is never kept after it."""

    sessions: dict[bytes, tuple[datetime, datetime, queries.CurrentSession]] = field(default_factory=dict)


def find(database: Database, token: str, *, idle: timedelta) -> queries.CurrentSession:
    """As queries.session_user, at most KEPT old. Raises NotLoggedIn or SessionExpired."""
    known: _Known = database.attached.get(_NAME) or database.attached.setdefault(_NAME, _Known())
    digest = rules.token_hash(token)
    now = database.clock.now()
    if (seen := known.sessions.get(digest)) is not None:
        since, until, session = seen
        if since <= now < until:
            return session
    with database.read() as reader:
        session = queries.session_user(reader, token, idle=idle)
    if not session.touch:  # the use is about to be written down
        if len(known.sessions) >= LARGEST:
            known.sessions.clear()
        known.sessions[digest] = (now, min(now + KEPT, session.ends_at), session)
    return session


def forget(tx: Tx) -> None:
    """After the commit all lookups of this process start again."""
    tx.after_commit(_emptying(tx.database))


def _emptying(database: Database) -> Callable[[], None]:
    def empty() -> None:
        database.attached[_NAME] = _Known()

    return empty
