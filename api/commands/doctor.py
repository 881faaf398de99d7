"""`orderflow doctor`: looks at the installation and says what to do about each thing that is wrong."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from api.app import STATIC
from api.commands import snapshot
from kit import clock
from kit.clock import SystemClock
from kit.config import Settings
from kit.errors import Failure

LEAST_SPACE = 1 << 30  # bytes
MOST_SKEW = timedelta(seconds=2)


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` when it is not well."""

    title: str
    well: bool
    remedy: str = ""


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    """0: all is well. 1: something is not."""
    settings = Settings()
    looks: tuple[Callable[[Settings], Check], ...] = (_folder, _space, _database, _time, _screens, _carrier)
    checks = [look(settings) for look in looks]
    for check in checks:
        print(f"{'✓' if check.well else '✗'} {check.title}{'' if check.well else ': ' + check.remedy}")
    return 0 if all(check.well for check in checks) else 1


def _folder(settings: Settings) -> Check:
    folder = settings.data_dir
    well = folder.is_dir() and os.access(folder, os.W_OK)
    return Check(f"数据目录 data folder {folder}", well, "不存在或不可写；请创建或改权限 missing or not writable")


def _space(settings: Settings) -> Check:
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.absolute().parent
    free = shutil.disk_usage(folder).free
    return Check(f"磁盘 disk {free >> 20} MB", free >= LEAST_SPACE, "不足 1 GB，请清理 less than 1 GB is free")


def _database(settings: Settings) -> Check:
    title = "数据库 database"
    try:
        with snapshot.reader(settings) as reader:
            version = reader.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            sound = reader.postgres or reader.connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"
    except Failure as failure:
        return Check(title, False, failure.message("zh"))
    except Exception as fault:
        return Check(title, False, f"{type(fault).__name__}: {fault}")
    return Check(
        f"{title} schema {version}", bool(sound), "文件损坏，请从备份恢复 the file is damaged; restore a backup"
    )


def _time(settings: Settings) -> Check:
    """Only PostgreSQL has a clock of its own."""
    title = "时钟 clock"
    if not settings.url.startswith("postgresql"):
        return Check(title, True)
    try:
        with snapshot.reader(settings) as reader:
            theirs = reader.connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    except Exception as fault:
        return Check(title, False, f"{type(fault).__name__}: {fault}")
    skew = abs(SystemClock().now() - clock.aware(theirs))
    return Check(
        f"{title} {skew}", skew <= MOST_SKEW, "与数据库相差过大，请校时 differs from the database's; set the time"
    )


def _screens(settings: Settings) -> Check:
    return Check(
        "界面 screens", (STATIC / "index.html").is_file(), "尚未构建，运行 make setup; not built, run make setup"
    )


def _carrier(settings: Settings) -> Check:
    well = settings.demo or bool(settings.carrier_url)
    return Check("承运商 carrier", well, "请设置 ORDERFLOW_CARRIER_URL; set ORDERFLOW_CARRIER_URL")
