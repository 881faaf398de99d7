"""Which of the things found in a database are ours to migrate."""

from __future__ import annotations

from typing import Any


def is_ours(found: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """False for what libraries keep in the same database (Procrastinate's queue)."""
    table = name if kind == "table" else getattr(getattr(found, "table", None), "name", "")
    return not str(table).startswith("procrastinate_")
