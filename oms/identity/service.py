"""Changes accounts and opens sessions. Password hashing happens outside transactions (passwords.py)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from kit import audit, ids
from kit.db import Database, Tx
from kit.insert_once import insert_once
from oms.identity import errors, passwords, queries, recent_sessions, rules
from oms.identity.models import LoginSession, User, UserRole


def create_user(
    tx: Tx, *, username: str, name: str, password_hash: str, roles: Iterable[str], language: str = "zh"
) -> int:
    """Open an account and return its id. Raises UsernameTaken, RoleUnknown."""
    user_id = ids.new_id()
    created = insert_once(
        tx,
        User,
        {
            "id": user_id,
            "username": username.strip(),
            "username_key": rules.username_key(username),
            "name": name,
            "password_hash": password_hash,
            "language": language,
            "active": True,
            "failed_logins": 0,
            "version": 1,
            "created_at": tx.now,
        },
    )
    if not created:
        raise errors.UsernameTaken(username=username)
    wanted = _insert_roles(tx, user_id, roles)
    audit.record(tx, user_id, "user.created", subject=username, after={"name": name, "roles": wanted})
    return user_id


def new_password_hash(password: str) -> str:
    """The hash of an acceptable password; raises PasswordTooShort. Slow: call it before the transaction."""
    if len(password) < rules.MIN_PASSWORD_LENGTH:
        raise errors.PasswordTooShort(at="password", length=rules.MIN_PASSWORD_LENGTH)
    return passwords.hash_password(password)


def set_roles(tx: Tx, user_id: int, roles: Iterable[str], *, reason: str) -> None:
    """Replace a user's roles; holds from his next request on (in other processes within a second)."""
    recent_sessions.forget(tx)
    before = queries.user_by_id(tx, user_id)
    tx.connection.execute(delete(UserRole).where(UserRole.user_id == user_id))
    wanted = _insert_roles(tx, user_id, roles)
    audit.record(
        tx,
        user_id,
        "user.roles_changed",
        subject=before.username,
        reason=audit.require_reason(reason),
        before={"roles": list(before.roles)},
        after={"roles": wanted},
    )


def set_active(tx: Tx, user_id: int, *, active: bool, reason: str) -> None:
    """Switch an account off, which ends its sessions at once (in other processes within a second), or on again."""
    recent_sessions.forget(tx)
    account = queries.user_by_id(tx, user_id)
    tx.connection.execute(update(User).where(User.id == user_id).values(active=active, version=User.version + 1))
    if not active:
        tx.connection.execute(
            update(LoginSession)
            .where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
            .values(revoked_at=tx.now)
        )
    audit.record(
        tx,
        user_id,
        "user.enabled" if active else "user.disabled",
        subject=account.username,
        reason=audit.require_reason(reason),
    )


def authenticate(database: Database, username: str, password: str) -> queries.Account:
    """Whose name and password these are. Raises BadCredentials or TooManyLogins.

    An attempt is counted before the password is checked, so that parallel guesses count each; the right
    password clears the count. Unknown names take the same path and the same time.
    """
    key = rules.username_key(username)
    password_hash = database.write(lambda tx: _count_attempt(tx, key))
    if not passwords.matches(password, password_hash):
        raise errors.BadCredentials
    return database.write(lambda tx: _clear_attempts(tx, key, username))


def open_session(tx: Tx, user_id: int, *, longest: timedelta) -> str:
    """Start a session and return its token, which is stored nowhere; it ends after `longest` at the latest."""
    token = secrets.token_urlsafe(32)
    tx.connection.execute(
        insert(LoginSession),
        {
            "token_hash": rules.token_hash(token),
            "user_id": user_id,
            "created_at": tx.now,
            "last_seen_at": tx.now,
            "expires_at": tx.now + longest,
        },
    )
    account = queries.user_by_id(tx, user_id)
    audit.record(tx, user_id, "session.opened", subject=account.username)
    return token


def touch_session(tx: Tx, token: str) -> None:
    """Write down that the session is in use; harmless when it is gone."""
    tx.connection.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == rules.token_hash(token), LoginSession.last_seen_at < tx.now)
        .values(last_seen_at=tx.now)
    )


def close_session(tx: Tx, token: str) -> None:
    """End the session, in other processes within a second; may be called twice."""
    recent_sessions.forget(tx)
    tx.connection.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == rules.token_hash(token), LoginSession.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    )


def _count_attempt(tx: Tx, key: str) -> str | None:
    query = select(User.id, User.password_hash, User.failed_logins, User.locked_until, User.active)
    query = query.where(User.username_key == key).with_for_update()
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.locked_until is not None and row.locked_until > tx.now:
        wait = row.locked_until - tx.now
        raise errors.TooManyLogins(seconds=int(wait.total_seconds()) + 1)
    failed = row.failed_logins + 1
    delay = rules.delay_after(failed)
    tx.connection.execute(
        update(User)
        .where(User.id == row.id)
        .values(failed_logins=failed, locked_until=tx.now + delay if delay else None)
    )
    return str(row.password_hash) if row.active else None


def _clear_attempts(tx: Tx, key: str, username: str) -> queries.Account:
    tx.connection.execute(update(User).where(User.username_key == key).values(failed_logins=0, locked_until=None))
    return queries.user_by_username(tx, username)


def _insert_roles(tx: Tx, user_id: int, roles: Iterable[str]) -> list[str]:
    wanted = sorted(set(roles))
    known = {role.value for role in rules.Role}
    for role in wanted:
        if role not in known:
            raise errors.RoleUnknown(at="roles", role=role, roles=", ".join(sorted(known)))
    if wanted:
        rows = [{"user_id": user_id, "role": role} for role in wanted]
        tx.connection.execute(insert(UserRole), rows)
    return wanted
