"""Sessions are remembered for a second, and never longer than a change in this process."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import update

from kit.clock import SettableClock
from kit.db import Database
from oms.identity import errors, queries, recent_sessions, service
from oms.identity.models import LoginSession

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
MADE_UP_HASH = "$not-a-hash$"  # nobody logs in with it here


@pytest.fixture
def user_id(database: Database) -> int:
    return database.write(
        lambda tx: service.create_user(
            tx, username="sales", name="小李", password_hash=MADE_UP_HASH, roles=["sales", "finance"]
        )
    )


@pytest.fixture
def token(database: Database, user_id: int) -> str:
    return database.write(lambda tx: service.open_session(tx, user_id, longest=LONGEST))


def _find(database: Database, token: str) -> queries.Account:
    return recent_sessions.find(database, token, idle=IDLE).account


def _revoke_elsewhere(database: Database, at: SettableClock) -> None:
    """As another process does: this one is not told."""
    database.write(lambda tx: tx.connection.execute(update(LoginSession).values(revoked_at=at.now())))


def test_a_closed_session_is_refused_at_once(database: Database, token: str) -> None:
    _find(database, token)

    database.write(lambda tx: service.close_session(tx, token))

    with pytest.raises(errors.NotLoggedIn):
        _find(database, token)


def test_a_disabled_account_is_refused_at_once(database: Database, token: str, user_id: int) -> None:
    _find(database, token)

    database.write(lambda tx: service.set_active(tx, user_id, active=False, reason="离职交接完成"))

    with pytest.raises(errors.NotLoggedIn):
        _find(database, token)


def test_roles_that_were_taken_away_are_gone_at_once(database: Database, token: str, user_id: int) -> None:
    assert _find(database, token).roles == ("finance", "sales")

    database.write(lambda tx: service.set_roles(tx, user_id, ["sales"], reason="岗位调整到销售"))

    assert _find(database, token).roles == ("sales",)


def test_a_change_that_was_rolled_back_changes_nothing(database: Database, token: str) -> None:
    def work(tx: object) -> None:
        service.close_session(tx, token)  # type: ignore[arg-type]
        raise RuntimeError("undone")

    with pytest.raises(RuntimeError):
        database.write(work)

    assert _find(database, token).username == "sales"


def test_what_another_process_revoked_is_refused_within_a_second(
    database: Database, token: str, clock: SettableClock
) -> None:
    _find(database, token)
    _revoke_elsewhere(database, clock)

    clock.advance(recent_sessions.KEPT)

    with pytest.raises(errors.NotLoggedIn):
        _find(database, token)


def test_a_clock_that_goes_back_does_not_keep_a_session(database: Database, token: str, clock: SettableClock) -> None:
    _find(database, token)
    _revoke_elsewhere(database, clock)

    clock.advance(-timedelta(minutes=1))

    with pytest.raises(errors.NotLoggedIn):
        _find(database, token)


def test_a_session_ends_in_its_last_second_too(database: Database, token: str, clock: SettableClock) -> None:
    clock.advance(IDLE - timedelta(milliseconds=500))
    database.write(lambda tx: service.touch_session(tx, token))
    clock.advance(IDLE - timedelta(milliseconds=500))
    with database.read() as reader:
        almost_over = queries.session_user(reader, token, idle=IDLE)
    assert almost_over.touch

    clock.advance(timedelta(milliseconds=500))

    with pytest.raises(errors.SessionExpired):
        _find(database, token)


def test_what_nobody_has_opened_is_never_remembered(database: Database, token: str) -> None:
    for _ in range(3):
        with pytest.raises(errors.NotLoggedIn):
            _find(database, secrets.token_urlsafe(32))

    assert _find(database, token).username == "sales"


def test_a_second_lookup_is_the_first_one(database: Database, token: str) -> None:
    first = recent_sessions.find(database, token, idle=IDLE)

    assert recent_sessions.find(database, token, idle=IDLE) is first
