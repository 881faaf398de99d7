"""Runner processes for both databases beside one sandbox carrier over real HTTP; the table of what was found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samples.carrier import server
from tests.crash.company import SECRET
from tests.crash.runner_process import RunnerProcess

IN_MEMORY = Path("/dev/shm")  # a process that exits loses nothing of the page cache: losing power is another test
TABLE = pytest.StashKey[list[str]]()


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Adds a line to the table that is printed at the end."""
    return request.config.stash.setdefault(TABLE, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = terminalreporter.config.stash.get(TABLE, [])
    if lines:
        terminalreporter.section("crashes")
    for line in lines:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def carrier_at_work() -> Iterator[str]:
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=0)
    yield url
    stop()


@pytest.fixture(scope="session")
def sqlite_runner(carrier_at_work: str) -> Iterator[RunnerProcess]:
    with _runner(carrier_at_work, "") as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_runner(carrier_at_work: str, postgres_url: str) -> Iterator[RunnerProcess]:
    with _runner(carrier_at_work, postgres_url) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def runner(request: pytest.FixtureRequest) -> RunnerProcess:
    found: RunnerProcess = request.getfixturevalue(f"{request.param}_runner")
    return found


@contextmanager
def _runner(carrier_url: str, server_url: str) -> Iterator[RunnerProcess]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        running = RunnerProcess(Path(folder), carrier_url, server_url)
        yield running
        running.stop()
