"""Guessing passwords from one address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api import guesses
from oms.identity import errors

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def tired() -> guesses.Guesses:
    """One address has used up its attempts."""
    counted = guesses.Guesses()
    for _ in range(guesses.ALLOWED):
        counted.count("10.0.0.1", NOON)
    return counted


def test_an_address_that_guessed_too_often_is_stopped(tired: guesses.Guesses) -> None:
    with pytest.raises(errors.TooManyLogins):
        tired.count("10.0.0.1", NOON + timedelta(seconds=1))


def test_others_are_not_stopped_with_it(tired: guesses.Guesses) -> None:
    tired.count("10.0.0.2", NOON)


def test_after_the_window_it_may_try_again(tired: guesses.Guesses) -> None:
    tired.count("10.0.0.1", NOON + guesses.WINDOW)


def test_logins_that_succeed_do_not_count() -> None:
    counted = guesses.Guesses()

    for _ in range(guesses.ALLOWED * 2):
        counted.count("10.0.0.1", NOON)
        counted.forgive("10.0.0.1")


def test_so_many_addresses_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch, tired: guesses.Guesses) -> None:
    monkeypatch.setattr(guesses, "REMEMBERED", 2)

    for last in (2, 3):
        tired.count(f"10.0.0.{last}", NOON)

    tired.count("10.0.0.1", NOON)
