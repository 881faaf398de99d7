"""docs/guarantees.md is kept: its tests exist, and the settings that it counts on are in force."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text

from kit.db import Database, Tx

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "guarantees.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FULL = 2  # PRAGMA synchronous


def test_every_promise_names_tests_that_exist() -> None:
    named = TEST.findall(PAGE.read_text(encoding="utf-8"))
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or (name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"))
    ]

    assert len(named) > 15
    assert missing == []


def test_a_commit_is_on_disk_before_it_is_acknowledged(database: Database) -> None:
    def settings(tx: Tx) -> dict[str, str]:
        if not tx.postgres:
            return {"synchronous": str(tx.connection.execute(text("PRAGMA synchronous")).scalar())}
        return {name: str(tx.connection.execute(text(f"SHOW {name}")).scalar()) for name in DURABLE}

    assert database.write(settings) == (DURABLE if database.postgres else {"synchronous": str(FULL)})
