"""From the start of the process to its first answer: with data that is there already, and on the very first start."""

from __future__ import annotations

from pathlib import Path

from contest import median
from place import Place
from report import Line
from service import running

TIMES = 4


def measure(place: Place) -> list[Line]:
    folder = place.folder()
    first, *later = [_answered(folder) for _ in range(TIMES)]
    return [
        Line("first_answer_s", "first answer after the start", median(later), "s", 2),
        Line("first_start_s", "first answer on an empty folder, with demo company", first, "s"),
    ]


def _answered(folder: Path) -> float:
    """Seconds until /readyz says yes."""
    with running("serve", folder, demo="true") as service:
        return service.ready_after
