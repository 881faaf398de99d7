"""`orderflow deploy FILES --note WHY`: deploy diagrams, decisions and forms."""

from __future__ import annotations

import argparse
from pathlib import Path

from api import failures, findings, named_files, startup
from engine import definitions
from engine.errors import Unrunnable
from kit import audit
from kit.config import Settings
from kit.errors import Rejected


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, help="*.bpmn, *.dmn, *.schema.json, texts.*.csv")
    parser.add_argument("--note", required=True, help="why, at least 5 characters")


def run(arguments: argparse.Namespace) -> int:
    missing = next((path for path in arguments.files if not path.is_file()), None)
    if missing is not None:
        raise failures.FileMissing(path=missing)
    sources = named_files.by_name((path.name, path.read_bytes()) for path in arguments.files)
    services = startup.open_services(Settings())
    try:
        note = audit.require_reason(arguments.note)
        with services.database.read() as reader:
            definitions.read_ahead(reader)
        done = services.database.write(lambda tx: definitions.deploy(tx, sources, note=note))
    except Unrunnable as refused:
        for finding in refused.findings:
            print(findings.both(finding))
        return 1
    except Rejected as refused:
        for fault in refused.failures:
            print(f"{fault.at}: {fault.message('zh')} · {fault.message('en')}")
        return 1
    finally:
        services.close()
    for item in done.definitions:
        print(f"{item.kind} {item.key} v{item.version}{' *' if item.fresh else ''} {item.name}")
    for finding in done.findings:
        print(findings.both(finding))
    return 0
