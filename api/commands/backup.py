"""`orderflow backup TARGET`: a checked copy of the database, also while the service runs.

SQLite: VACUUM INTO, then an integrity check of the copy. PostgreSQL: pg_dump in its custom format. Until it is whole
and checked, the file is called TARGET.part.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from api import failures
from api.commands import snapshot
from kit.config import Settings


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=Path, help="file to create; never overwritten")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    target: Path = arguments.target
    if target.exists():
        raise failures.TargetTaken(path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        _write(settings, part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    with target.open("rb") as copy:
        digest = hashlib.file_digest(copy, "sha256").hexdigest()
    print(f"{target} {target.stat().st_size} bytes sha256 {digest}")
    return 0


def _write(settings: Settings, target: Path) -> None:
    """Raises BackupDamaged; what is written then is no backup."""
    file = snapshot.sqlite_file(settings)
    if file is None:
        _dump(settings, target)
        return
    try:
        found = _copy(file, target)
    except sqlite3.Error as fault:
        raise failures.BackupDamaged(reason=str(fault)) from None
    if found != ["ok"]:
        raise failures.BackupDamaged(reason="; ".join(found)[:300])


def _copy(file: Path, target: Path) -> list[str]:
    """What the copy's integrity check says."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as live:
        live.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        return [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]


def address(url: URL, passfile: str) -> str:
    """What pg_dump connects to: with the file of the password in place of the password."""
    return URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query={**url.query, "passfile": passfile},
    ).render_as_string()


def _dump(settings: Settings, target: Path) -> None:
    """The password travels in a file of mode 0600, never on the command line. Raises BackupDamaged."""
    program = shutil.which("pg_dump")
    if program is None:
        raise failures.BackupDamaged(reason="pg_dump is not on the PATH")
    url = make_url(settings.url)
    fields = (url.host or "*", str(url.port or "*"), url.database or "*", url.username or "*", url.password or "")
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as secret:
        secret.write(":".join(field.replace("\\", "\\\\").replace(":", "\\:") for field in fields))
        secret.flush()
        command = [program, "-Fc", "--file", str(target), "--dbname", address(url, secret.name)]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 our own arguments
    if done.returncode:
        raise failures.BackupDamaged(reason=done.stderr.strip()[:300])
