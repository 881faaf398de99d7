"""The server that database tests run on."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tools import throwaway_postgres


@pytest.fixture
def server() -> throwaway_postgres.ThrowawayPostgres:
    if throwaway_postgres.find_binaries() is None:
        pytest.fail(throwaway_postgres.REMEDY)
    return throwaway_postgres.ThrowawayPostgres()


def test_the_server_answers_keeps_its_durability_and_leaves_nothing_behind(
    server: throwaway_postgres.ThrowawayPostgres,
) -> None:
    with server:
        with psycopg.connect(server.url) as connection:
            row = connection.execute("SELECT current_setting('fsync'), current_setting('data_directory')").fetchone()
        assert row is not None
        durable, folder = row

    assert durable == "on"
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url, connect_timeout=2)


def test_stopping_twice_is_harmless(server: throwaway_postgres.ThrowawayPostgres) -> None:
    with server:
        server.stop()
    server.stop()


def test_missing_programs_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throwaway_postgres, "find_binaries", lambda: None)

    with pytest.raises(throwaway_postgres.PostgresMissing, match="apt-get install postgresql"):
        throwaway_postgres.ThrowawayPostgres()
