"""`orderflow export [FILE]`: the audit trail as JSON lines, for other systems and for the archive."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from api import failures
from api.commands import snapshot
from kit.config import Settings
from oms.audit import queries


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="where to; standard output unless told")


def run(arguments: argparse.Namespace) -> int:
    """Never overwrites a file."""
    target: Path | None = arguments.file
    if target is not None and target.exists():
        raise failures.TargetTaken(path=target)
    with snapshot.reader(Settings()) as reader:
        if target is None:
            sys.stdout.buffer.writelines(queries.export(reader))
        else:
            with target.open("wb") as out:
                out.writelines(queries.export(reader))
    return 0
