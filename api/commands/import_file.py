"""`orderflow import FILE --mapping TOML [--dry-run]`: import an order file; run again it goes on where it was."""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import samples
from api import failures, startup
from handlers import imports
from integrations.files import mapping as mappings
from integrations.files.mapping import Mapping
from kit.config import Settings
from kit.db import SYSTEM, Actor, Database
from oms.identity import queries as identity
from oms.imports.queries import ImportRecord
from oms.imports.rules import ImportStatus, Outcome


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV or XLSX")
    parser.add_argument("--mapping", required=True, help="a TOML file, or the name of one that comes with orderflow")
    parser.add_argument("--dry-run", action="store_true", help="check everything, create nothing")
    parser.add_argument("--user", help="login of the person who imports; the system unless told")
    parser.add_argument("--rejects", type=Path, help="where refused rows go; a file in the data directory unless told")


def run(arguments: argparse.Namespace) -> int:
    file: Path = arguments.file
    if not file.is_file():
        raise failures.FileMissing(path=file)
    mapping = _mapping(arguments.mapping)
    settings = Settings()
    services = startup.open_services(settings)
    try:
        startup.prepare(services)
        database = services.database
        job = imports.open_import(
            database,
            file,
            mapping,
            folder=settings.data_dir / "imports",
            file_name=file.name,
            dry_run=arguments.dry_run,
            actor=_actor(database, arguments.user),
        )
        job = _with_bar(database, job)
        return _tell(database, job, arguments.rejects or _rejects(settings, job))
    finally:
        services.close()


def _rejects(settings: Settings, job: ImportRecord) -> Path:
    """Never beside the source, which may lie where nobody may write; one file per import."""
    return settings.data_dir / "imports" / f"{job.id}.rejects.csv"


def _mapping(name: str) -> Mapping:
    path = Path(name)
    return (
        mappings.load(path) if path.is_file() else mappings.by_name(path.stem, Path(samples.__path__[0]) / "mappings")
    )


def _actor(database: Database, login: str | None) -> Actor:
    if login is None:
        return SYSTEM
    with database.read() as reader:
        return identity.user_by_username(reader, login).actor


def _with_bar(database: Database, job: ImportRecord) -> ImportRecord:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("订单 orders", total=None)
        return imports.run(database, job.id, lambda done, total: progress.update(bar, completed=done, total=total))


def _tell(database: Database, job: ImportRecord, rejects: Path) -> int:
    counts = {outcome.value: job.count(outcome) for outcome in Outcome}
    print(f"{job.file_name}: {job.status}, {job.total} 订单 orders, {job.rows} 行 rows {counts}")
    if job.status == ImportStatus.FAILED:
        print(job.why("zh"), job.why("en"), sep="\n")
        return 1
    report = imports.report(database, job.id)
    print(orjson.dumps(report.sums, option=orjson.OPT_INDENT_2).decode())
    if job.count(Outcome.REJECTED):
        with rejects.open("w", encoding="utf-8", newline="") as out:
            out.writelines(imports.reject_lines(database, job.id))
        print(f"被拒绝的行 refused rows: {rejects}")
    return 0
