"""Reads of identity: accounts with their roles, who is in a group, whose session a token is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, select

from kit.compiled import Compiled
from kit.db import Actor, Reader, Tx
from oms.identity import errors, rules
from oms.identity.models import LoginSession, User, UserRole


@dataclass(frozen=True)
class Account:
    """A user as the rest of the system knows him; `roles` sorted by name."""

    id: int
    username: str
    name: str
    language: str
    active: bool
    roles: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        """Who is written into the audit trail."""
        return Actor(self.id, self.username)


@dataclass(frozen=True)
class CurrentSession:
    """A valid session, which ends at `ends_at` unless it is used again. `touch` is true when its last use should be
    written down again."""

    account: Account
    ends_at: datetime
    touch: bool


_ACCOUNT = (User.id, User.username, User.name, User.language, User.active, UserRole.role)
_BY_NAME: Select[*tuple[Any, ...]] = (
    select(*_ACCOUNT)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(User.username_key == bindparam("key"))
    .order_by(UserRole.role)
)
_BY_TOKEN = Compiled(
    select(*_ACCOUNT, LoginSession.last_seen_at, LoginSession.expires_at, LoginSession.revoked_at)
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(LoginSession.token_hash == bindparam("token_hash"))
    .order_by(UserRole.role)
)


class _SessionRow(NamedTuple):
    id: int
    username: str
    name: str
    language: str
    active: bool
    role: str | None
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def find_user(reader: Reader | Tx, username: str) -> Account | None:
    """The account of this name, written in any case, or None."""
    rows = reader.connection.execute(_BY_NAME, {"key": rules.username_key(username)}).all()
    return _account(rows) if rows else None


def user_by_username(reader: Reader | Tx, username: str) -> Account:
    """As `find_user`; raises UserUnknown."""
    found = find_user(reader, username)
    if found is None:
        raise errors.UserUnknown(username=username)
    return found


def user_by_id(reader: Reader | Tx, user_id: int) -> Account:
    """The account with this id; raises UserUnknown."""
    statement = (
        select(*_ACCOUNT)
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .where(User.id == user_id)
        .order_by(UserRole.role)
    )
    rows = reader.connection.execute(statement).all()
    if not rows:
        raise errors.UserUnknown(username=str(user_id))
    return _account(rows)


def users(reader: Reader | Tx, *, role: str | None = None) -> list[Account]:
    """All accounts, or those of one role, by user name."""
    statement = select(*_ACCOUNT).outerjoin(UserRole, UserRole.user_id == User.id)
    if role is not None:
        members = select(UserRole.user_id).where(UserRole.role == role)
        statement = statement.where(User.id.in_(members))
    grouped: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in reader.connection.execute(statement.order_by(User.username_key, UserRole.role)):
        grouped.setdefault(row.id, []).append(row)
    return [_account(rows) for rows in grouped.values()]


def session_user(reader: Reader | Tx, token: str, *, idle: timedelta) -> CurrentSession:
    """Whose session this is, in one query. Raises NotLoggedIn or SessionExpired."""
    rows = [_SessionRow(*row) for row in _BY_TOKEN.rows(reader, {"token_hash": rules.token_hash(token)})]
    if not rows or rows[0].revoked_at is not None or not rows[0].active:
        raise errors.NotLoggedIn
    first = rows[0]
    ends_at = min(first.expires_at, first.last_seen_at + idle)
    if reader.now >= ends_at:
        raise errors.SessionExpired
    touch = reader.now - first.last_seen_at >= rules.touch_every(idle)
    return CurrentSession(_account(rows), ends_at, touch)


def _account(rows: Sequence[Any]) -> Account:
    first = rows[0]
    roles = tuple(row.role for row in rows if row.role is not None)
    return Account(first.id, first.username, first.name, first.language, first.active, roles)
