"""Turns what keeps a command from starting (settings, folder, port, database) into a failure with its remedy.

Only faults that the person at the keyboard can mend; everything else stays the exception that it is.
"""

from __future__ import annotations

from alembic.util import CommandError
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from api import start_failures as failures
from kit.config import Settings
from kit.errors import Failure, Rejected

# What PostgreSQL's and SQLite's drivers say, lower case → what to do about it. The first that occurs counts.
DATABASE: tuple[tuple[str, type[Failure]], ...] = (
    ("is full", failures.DiskFull),
    ("no space left", failures.DiskFull),
    ("not a database", failures.DatabaseDamaged),
    ("malformed", failures.DatabaseDamaged),
    ("no such table", failures.DatabaseEmpty),
    ('relation "', failures.DatabaseEmpty),
    ("readonly", failures.DatabaseNotOpened),
    ("unable to open", failures.DatabaseNotOpened),
    ("connect", failures.DatabaseUnreachable),
    ("resolve", failures.DatabaseUnreachable),
    ("authentication", failures.DatabaseUnreachable),
)


def explain(fault: Exception) -> Failure | None:
    """The failure to show for a fault, or None when it is not one of the person's making."""
    if isinstance(fault, ValidationError):
        return _settings(fault) if fault.title == Settings.__name__ else None
    if isinstance(fault, SettingsError):
        return failures.SettingUnreadable(why=str(fault))
    if isinstance(fault, CommandError):
        return failures.DatabaseNewer() if "locate revision" in str(fault) else None
    if isinstance(fault, DBAPIError):
        return _database(fault)
    if isinstance(fault, OSError) and fault.filename:
        return failures.PathUnusable(path=fault.filename, why=fault.strerror)
    return None


def _settings(fault: ValidationError) -> Failure:
    """Names variables, never their values: some are secret."""
    found: list[Failure] = []
    for error in fault.errors(include_input=False, include_url=False):
        name = f"ORDERFLOW_{'_'.join(str(part) for part in error['loc'])}".upper()
        found.append(failures.SettingInvalid(name=name, why=error["msg"].removeprefix("Value error, ")))
    return found[0] if len(found) == 1 else Rejected(found)


def _database(fault: DBAPIError) -> Failure | None:
    lines = str(fault.orig).strip().splitlines()
    why = lines[0] if lines else type(fault.orig).__name__
    said = str(fault.orig).lower()
    wanted = next((failure for sign, failure in DATABASE if sign in said), None)
    return wanted(why=why) if wanted is not None else None
