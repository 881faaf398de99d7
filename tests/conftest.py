"""Fixtures for every test: both databases, a clock that stands still, and the shared reference material.

Nothing is skipped silently: with CI=true whatever is missing fails the test that needs it.
"""

from __future__ import annotations

import importlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from kit import clock as kit_clock
from kit import config, db
from migrations import tables
from tools import browser, throwaway_postgres

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "orderflow_template"
TOLD = "told"
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration a skipped test is a failed run; `-rs` prints which and why."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped") if reporter is not None else None
    if skipped and os.environ.get("CI") == "true" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests told, as a table at the end; reports carry it here, also from other processes."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    calls = [report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call"]
    lines = [line for report in calls for name, line in report.user_properties if name == TOLD]
    if lines:
        terminalreporter.section("told by tests")
    for line in lines:
        terminalreporter.write_line(str(line))


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Adds a line to the table that is printed at the end."""
    return lambda line: request.node.user_properties.append((TOLD, line))


@pytest.fixture
def clock() -> kit_clock.SettableClock:
    """Stands at 2026-11-25 02:00 UTC, a Wednesday, 10:00 in Shanghai, until a test sets or advances it."""
    return kit_clock.SettableClock(NOW)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the checkout: real data, test kits, diagrams of others."""
    folder = Path(os.environ.get("ORDERFLOW_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        _missing(f"no reference material at {folder}; point ORDERFLOW_SHARED at it")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; start it with tools.browser.OPTIONS."""
    return browser.find() or _missing(f"no browser. {browser.REMEDY}")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server where tests may create databases: ORDERFLOW_TEST_POSTGRES_URL or a throw-away one."""
    given = os.environ.get("ORDERFLOW_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    try:
        server = throwaway_postgres.ThrowawayPostgres(in_memory=True)
    except throwaway_postgres.PostgresMissing as missing:
        _missing(str(missing))
    with server:
        yield server.url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    _create_tables(f"sqlite:///{folder}/orderflow.db", folder)
    return folder


@pytest.fixture(scope="session")
def new_sqlite(_sqlite_template: Path) -> Callable[[Path], str]:
    """Puts a fresh database with all tables into a folder and returns its URL."""

    def create(folder: Path) -> str:
        shutil.copytree(_sqlite_template, folder, dirs_exist_ok=True)
        return f"sqlite:///{folder}/orderflow.db"

    return create


@pytest.fixture(scope="session")
def new_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Clones a database with all tables and returns its URL; no clone outlives the tests."""
    admin = create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    run = f"{os.getpid()}"
    template = f"{TEMPLATE}_{run}"
    names = (f"orderflow_test_{run}_{number}" for number in itertools.count())
    created = [template]
    _execute(admin, f"CREATE DATABASE {template}")
    _create_tables(_url_of(postgres_url, template), tmp_path_factory.mktemp("postgres"))

    def clone() -> str:
        name = next(names)
        _execute(admin, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")  # PostgreSQL 15 and newer
        created.append(name)
        return _url_of(postgres_url, name)

    yield clone
    if os.environ.get("ORDERFLOW_TEST_POSTGRES_URL"):  # a throw-away server vanishes whole; a drop takes seconds
        for name in created:
            _execute(admin, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def one_postgres(new_postgres: Callable[[], str], postgres_url: str) -> Iterator[str]:
    """A fresh database for one test, gone after it: hundreds of them would fill the memory they live in."""
    url = new_postgres()
    yield url
    admin = create_engine(config.Settings(database_url=postgres_url).url, isolation_level="AUTOCOMMIT")
    _execute(admin, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database with all tables, on each of the two kinds."""
    if request.param == "sqlite":
        new_sqlite: Callable[[Path], str] = request.getfixturevalue("new_sqlite")
        return new_sqlite(tmp_path)
    return str(request.getfixturevalue("one_postgres"))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> config.Settings:
    return config.Settings(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def database(settings: config.Settings, clock: kit_clock.SettableClock) -> Iterator[db.Database]:
    """An open database with all tables, on SQLite and on PostgreSQL; its time is `clock`'s."""
    opened = db.open_database(settings, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def service_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole product on a free port, with the demo company, as `orderflow serve` runs it; on SQLite."""
    in_thread = importlib.import_module("api.in_thread")  # the whole product: only for tests that want it
    with in_thread.product(config.Settings(data_dir=tmp_path_factory.mktemp("product"), demo=True)) as url:
        yield url


def _create_tables(url: str, data_dir: Path) -> None:
    tables.load_all()
    opened = db.open_database(config.Settings(data_dir=data_dir, database_url=url))
    db.create_tables(opened)
    opened.close()


def _execute(admin: Engine, statement: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(statement))


def _url_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
