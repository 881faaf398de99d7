"""What tests need from the machine is found, installed, or named: never silently missing."""

from __future__ import annotations

import pytest

from tools import prepare_tests


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without PostgreSQL where apt-get finds nothing either; returns what was asked of it."""
    asked: list[list[str]] = []
    need = prepare_tests.Need("PostgreSQL", lambda: None, ("postgresql",), "Install it.")
    monkeypatch.setattr(prepare_tests, "NEEDS", {"postgres": need})
    monkeypatch.setattr(prepare_tests, "_install", asked.append)
    monkeypatch.setattr(prepare_tests, "_can_install", lambda: True)
    monkeypatch.setattr("sys.argv", ["prepare_tests"])
    return asked


def test_what_is_missing_is_installed_first(nothing_found: list[list[str]]) -> None:
    prepare_tests.main()

    assert nothing_found == [["postgresql"]]


def test_what_stays_missing_fails_continuous_integration(
    nothing_found: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")

    assert prepare_tests.main() == 1
    assert "PostgreSQL: missing. Install it." in capsys.readouterr().err


def test_what_stays_missing_on_a_desk_is_named_and_the_rest_goes_on(
    nothing_found: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)

    assert prepare_tests.main() == 0
    assert "PostgreSQL: missing" in capsys.readouterr().err
