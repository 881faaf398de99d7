"""What keeps a command from starting is told in a sentence with the remedy, in both languages, and nothing else."""

from __future__ import annotations

import argparse
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from api import cli, startup
from api.commands import backup, doctor
from kit.config import Settings
from kit.db import Tx, open_database

Told = Callable[..., str]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs `orderflow serve` with more environment variables, expects a refusal, and returns what it printed."""

    def serve(**environment: str) -> str:
        monkeypatch.setenv("ORDERFLOW_DATA_DIR", str(tmp_path))
        monkeypatch.delenv("ORDERFLOW_DATABASE_URL", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert cli.main(["serve", "--port", "0"]) == 1
        printed = capsys.readouterr()
        assert printed.out == "" and "Traceback" not in printed.err
        return printed.err

    return serve


@pytest.fixture
def run_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], str]:
    def verify() -> str:
        monkeypatch.setenv("ORDERFLOW_DATA_DIR", str(tmp_path))
        monkeypatch.delenv("ORDERFLOW_DATABASE_URL", raising=False)
        assert cli.main(["verify-audit"]) == 1
        return capsys.readouterr().err

    return verify


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORDERFLOW_PORT", "abc"),
        ("ORDERFLOW_PORT", "99999"),
        ("ORDERFLOW_TIMEZONE", "Mars/City"),
        ("ORDERFLOW_BUSINESS_HOURS", "9-5"),
        ("ORDERFLOW_BUSINESS_HOURS", "13:00-12:00"),
        ("ORDERFLOW_HOLIDAYS_COUNTRY", "XX"),
        ("ORDERFLOW_DATABASE_URL", "nonsense"),
        ("ORDERFLOW_DATABASE_URL", "mysql://user:secret@host/name"),
        ("ORDERFLOW_DATABASE_URL", "postgresql://user:secret@host:port/name"),
        ("ORDERFLOW_DATABASE_URL", "postgresql://user:a@secret@host/name"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(told: Told, name: str, value: str) -> None:
    printed = told(**{name: value})

    assert f"环境变量 {name} 的值不可用" in printed
    assert f"environment variable {name} cannot be used" in printed
    assert "secret" not in printed


def test_every_wrong_setting_is_told_at_once(told: Told) -> None:
    printed = told(ORDERFLOW_PORT="abc", ORDERFLOW_TIMEZONE="Mars/City")

    assert "ORDERFLOW_PORT" in printed and "ORDERFLOW_TIMEZONE" in printed


def test_a_list_that_is_not_json_is_told_with_an_example(told: Told) -> None:
    assert 'Write a list as JSON, for example ["mailto' in told(ORDERFLOW_NOTIFY_URLS="mailto")


def test_a_database_server_that_does_not_answer_is_told(told: Told) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

    printed = told(ORDERFLOW_DATABASE_URL=f"postgresql://user:secret@127.0.0.1:{port}/name")

    assert "The database cannot be reached" in printed and "Connection refused" in printed
    assert "secret" not in printed


def test_a_data_folder_that_is_a_file_is_told(told: Told, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    printed = told(ORDERFLOW_DATA_DIR=str(tmp_path / "taken"))

    assert "Cannot use" in printed and "ORDERFLOW_DATA_DIR chooses another" in printed


def test_a_file_that_is_no_database_is_told(told: Told, tmp_path: Path) -> None:
    (tmp_path / "orderflow.db").write_bytes(b"not a database" * 1000)

    assert "The database file is damaged" in told()


def test_a_database_of_a_newer_version_is_told(told: Told, tmp_path: Path) -> None:
    startup.open_services(Settings(data_dir=tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "orderflow.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'unknown'")

    assert "written by a newer orderflow" in told()


def test_a_database_that_is_not_ours_is_told(tmp_path: Path, run_verify: Callable[[], str]) -> None:
    sqlite3.connect(tmp_path / "orderflow.db").close()

    assert "holds no tables of orderflow" in run_verify()


def test_the_data_folder_is_made_on_either_database(database_url: str, tmp_path: Path) -> None:
    startup.open_services(
        Settings(data_dir=tmp_path / "new" / "data", database_url=database_url), migrate=False
    ).close()

    assert (tmp_path / "new" / "data").is_dir()


def test_a_dump_is_told_where_the_password_stands_never_the_password() -> None:
    given = backup.address(make_url("postgresql+psycopg://me:se%3Acret@db:5433/shop?sslmode=require"), "/run/pass")

    assert given == "postgresql://me@db:5433/shop?passfile=%2Frun%2Fpass&sslmode=require"


def test_an_address_of_another_machine_is_told(told: Told) -> None:
    assert "Cannot listen on 192.0.2.1" in told(ORDERFLOW_HOST="192.0.2.1")


def test_ctrl_c_in_the_middle_of_a_statement_ends_quietly(empty_postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: argparse.Namespace) -> int:
        def work(tx: Tx) -> None:
            line: Any = tx.connection.connection.driver_connection
            line.pgconn.send_query(b"SELECT pg_sleep(20)")  # as a Ctrl-C between sending and receiving leaves it
            raise KeyboardInterrupt

        with closing(open_database(Settings(database_url=empty_postgres))) as database:
            database.write(work)
        return 0

    monkeypatch.setattr(doctor, "run", interrupted)

    assert cli.main(["doctor"]) == 130


def test_ctrl_c_while_a_command_is_loading_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_parser", interrupted)

    assert cli.main(["doctor"]) == 130


def test_a_fault_of_ours_stays_what_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORDERFLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(startup, "open_services", lambda settings: {}["missing"])

    with pytest.raises(KeyError):
        cli.main(["serve", "--port", "0"])
