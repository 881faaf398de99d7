"""A PostgreSQL server for one test run: started from local binaries, deleted afterwards.

Durability settings stay at their defaults (fsync on), so what tests prove holds in production. In memory the same
server makes a database ten times faster; a process that is killed loses nothing there, only losing power would.
PostgreSQL refuses to run as root; as root the cluster belongs to the system user `postgres`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

START_SECONDS = 60
MEMORY = Path("/dev/shm")  # noqa: S108 a file system in memory, where the machine has one
ROOM = 2 << 30  # bytes free there, or the disk is used
NEEDED = ("initdb", "postgres")
REMEDY = (
    "PostgreSQL's server programs (initdb, postgres) were not found on PATH or in /usr/lib/postgresql/*/bin. "
    "Install them (Debian: apt-get install postgresql, macOS: brew install postgresql), "
    "or point ORDERFLOW_TEST_POSTGRES_URL at a server where the user may create databases."
)


class PostgresMissing(Exception):
    """No usable PostgreSQL on this machine; the message says what to install."""


def find_binaries() -> Path | None:
    """The folder that holds initdb and postgres, the newest version first; None when there is none."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: _version(folder.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    candidates = [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if all((folder / name).exists() for name in NEEDED)), None)


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


class ThrowawayPostgres:
    """Use as a context manager. `url` reaches the maintenance database `postgres` over 127.0.0.1.

    `in_memory` keeps its files in memory when there is room; what measures speed wants the disk.
    """

    def __init__(self, *, in_memory: bool = False) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise PostgresMissing(REMEDY)
        self._binaries = binaries
        self._owner = _owner()
        place = MEMORY if in_memory and _has_room(MEMORY) else None
        self._home = Path(tempfile.mkdtemp(prefix="orderflow-pg-", dir=place))
        self._server: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> ThrowawayPostgres:
        try:
            self._create()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops the server and deletes its files. May be called twice."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._server.wait(timeout=5)
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def _create(self) -> None:
        if self._owner is not None:
            shutil.chown(self._home, self._owner)
        subprocess.run(
            [
                *(str(self._binaries / "initdb"), "-D", str(self._home / "data"), "-U", "postgres"),
                *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._owner,
            extra_groups=None if self._owner is None else [],
            cwd=self._home,
        )

    def _start(self) -> None:
        self.port = _free_port()
        log = self._home / "server.log"
        with log.open("wb") as output:
            self._server = subprocess.Popen(
                [
                    *(str(self._binaries / "postgres"), "-D", str(self._home / "data")),
                    *("-p", str(self.port), "-k", str(self._home), "-c", "listen_addresses=127.0.0.1"),
                    *("-c", "max_connections=200", "-c", "timezone=UTC"),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self._owner,
                extra_groups=None if self._owner is None else [],
                cwd=self._home,
            )
        deadline = time.monotonic() + START_SECONDS
        while not (self._home / f".s.PGSQL.{self.port}").exists() or not self._accepts():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise PostgresMissing(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def _accepts(self) -> bool:
        log = (self._home / "server.log").read_text(errors="replace")
        return "database system is ready to accept connections" in log


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= ROOM


def _owner() -> str | None:
    """The user to run as: None means ourselves; as root, `postgres`, since the server refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresMissing("PostgreSQL cannot run as root and this machine has no user `postgres`.") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
