"""What was measured, beside its target: the table and build/bench.json."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

SLACK = 0.95  # a target missed by less than this factor counts as close


@dataclass(frozen=True)
class Line:
    """One measurement. `target` None: for information. `least`: the value is to be at least the target."""

    key: str
    what: str
    value: float
    unit: str
    target: float | None = None
    least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Above 1 is better than the target, whichever way the target points."""
        if self.target is None or not self.value:
            return None
        return self.value / self.target if self.least else self.target / self.value

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return ""
        return "met" if self.ratio >= 1 else "close" if self.ratio >= SLACK else "short"


def show(lines: Iterable[Line]) -> None:
    table = Table(title="orderflow bench", title_justify="left")
    for title in ("measured", "key", "value", "target", "ratio", "verdict", "note"):
        table.add_column(title, justify="right" if title in ("value", "target", "ratio") else "left")
    for line in lines:
        limit = "" if line.target is None else f"{'≥' if line.least else '≤'} {_number(line.target)}"
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        value = f"{_number(line.value)} {line.unit}".strip()
        table.add_row(line.what, line.key, value, limit, ratio, line.verdict, line.note)
    Console(width=200).print(table)


def write(lines: Iterable[Line], path: Path, machine: dict[str, object]) -> None:
    """Keys measured earlier and not now are kept, so that one measurement can be repeated alone."""
    path.parent.mkdir(exist_ok=True)
    known = orjson.loads(path.read_bytes()) if path.exists() else {}
    known.update({line.key: round(line.value, 4) for line in lines})
    known["machine"] = machine
    path.write_bytes(orjson.dumps(known, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
