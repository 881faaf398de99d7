"""Logging in: passwords, the delay after wrong ones, sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit.clock import SettableClock
from kit.db import Database
from oms.identity import errors, queries, service

PASSWORD = "orderflow-demo"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)


@pytest.fixture
def sales(database: Database) -> queries.Account:
    """The account `Sales` with one role."""
    hashed = service.new_password_hash(PASSWORD)
    database.write(
        lambda tx: service.create_user(tx, username="Sales", name="小李", password_hash=hashed, roles=["sales"])
    )
    with database.read() as reader:
        return queries.user_by_username(reader, "sales")


def _session(database: Database, token: str) -> queries.CurrentSession:
    with database.read() as reader:
        return queries.session_user(reader, token, idle=IDLE)


def _wrong(database: Database, times: int) -> None:
    for _ in range(times):
        with pytest.raises(errors.BadCredentials):
            service.authenticate(database, "sales", "wrong")


def test_a_user_logs_in_with_his_name_in_any_case(database: Database, sales: queries.Account) -> None:
    assert service.authenticate(database, " SALES ", PASSWORD) == sales
    assert (sales.roles, sales.username) == (("sales",), "Sales")


def test_wrong_passwords_delay_the_next_try_and_the_delay_ends(
    database: Database, sales: queries.Account, clock: SettableClock
) -> None:
    _wrong(database, 5)
    with pytest.raises(errors.TooManyLogins) as refused:
        service.authenticate(database, "sales", PASSWORD)
    assert refused.value.params["seconds"] == 3

    clock.advance(timedelta(seconds=2))
    assert service.authenticate(database, "sales", PASSWORD) == sales
    _wrong(database, 4)
    assert service.authenticate(database, "sales", PASSWORD) == sales


def test_the_delay_grows_to_a_quarter_of_an_hour_at_most(
    database: Database, sales: queries.Account, clock: SettableClock
) -> None:
    for _ in range(20):
        _wrong(database, 1)
        clock.advance(timedelta(minutes=15))

    assert service.authenticate(database, "sales", PASSWORD) == sales


def test_an_unknown_user_is_refused_as_a_wrong_password_is(database: Database) -> None:
    with pytest.raises(errors.BadCredentials):
        service.authenticate(database, "nobody", PASSWORD)


def test_a_disabled_user_cannot_log_in_and_loses_his_sessions(database: Database, sales: queries.Account) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=LONGEST))
    database.write(lambda tx: service.set_active(tx, sales.id, active=False, reason="员工已离职"))

    with pytest.raises(errors.NotLoggedIn):
        _session(database, token)
    with pytest.raises(errors.BadCredentials):
        service.authenticate(database, "sales", PASSWORD)


def test_a_session_ends_when_it_is_idle(database: Database, sales: queries.Account, clock: SettableClock) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=LONGEST))
    assert not _session(database, token).touch

    clock.advance(timedelta(minutes=29))
    assert _session(database, token).touch
    database.write(lambda tx: service.touch_session(tx, token))
    clock.advance(timedelta(minutes=29))
    assert _session(database, token).account == sales
    clock.advance(timedelta(minutes=1))
    with pytest.raises(errors.SessionExpired):
        _session(database, token)


def test_whoever_works_keeps_a_session_that_may_hardly_be_idle(
    database: Database, sales: queries.Account, clock: SettableClock
) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=LONGEST))
    short = timedelta(seconds=30)
    for _ in range(9):
        clock.advance(timedelta(seconds=10))
        with database.read() as reader:
            assert queries.session_user(reader, token, idle=short).touch
        database.write(lambda tx: service.touch_session(tx, token))


def test_a_session_ends_at_last_however_often_it_is_used(
    database: Database, sales: queries.Account, clock: SettableClock
) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=timedelta(hours=1)))
    clock.advance(timedelta(minutes=29))
    database.write(lambda tx: service.touch_session(tx, token))
    clock.advance(timedelta(minutes=29))
    database.write(lambda tx: service.touch_session(tx, token))
    clock.advance(timedelta(minutes=2))

    with pytest.raises(errors.SessionExpired):
        _session(database, token)


def test_a_closed_or_invented_session_is_refused(database: Database, sales: queries.Account) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=LONGEST))
    database.write(lambda tx: service.close_session(tx, token))
    database.write(lambda tx: service.close_session(tx, token))

    for refused in (token, "invented", ""):
        with pytest.raises(errors.NotLoggedIn):
            _session(database, refused)


def test_roles_change_with_a_reason_and_hold_at_once(database: Database, sales: queries.Account) -> None:
    token = database.write(lambda tx: service.open_session(tx, sales.id, longest=LONGEST))
    database.write(lambda tx: service.set_roles(tx, sales.id, ["warehouse", "logistics"], reason="调到仓储部门"))

    assert _session(database, token).account.roles == ("logistics", "warehouse")
    with database.read() as reader:
        assert [user.id for user in queries.users(reader, role="warehouse")] == [sales.id]
        assert queries.users(reader, role="sales") == []


def test_names_roles_and_passwords_are_checked(database: Database, sales: queries.Account) -> None:
    def create(username: str, role: str) -> None:
        database.write(
            lambda tx: service.create_user(tx, username=username, name="某人", password_hash="x", roles=[role])
        )

    with pytest.raises(errors.UsernameTaken):
        create("SALES", "sales")
    with pytest.raises(errors.RoleUnknown):
        create("other", "king")
    with pytest.raises(errors.PasswordTooShort):
        service.new_password_hash("short")
