"""Fixed dates that timers and user tasks wait for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from engine.elements import schedule
from engine.validation import written
from engine.validation.drawing import Drawing
from engine.validation.written import Written

_HOLDERS = {("timeDate", ""), ("taskSchedule", "dueDate"), ("taskSchedule", "followUpDate")}
_CONSTANT = re.compile(r"""=\s*(?:date and time\(\s*"([^"]+)"\s*\)|@"([^"]+)")\s*""")


@dataclass(frozen=True)
class Moment:
    """`date` is a date and time of ISO 8601."""

    written: Written
    date: str


def of_drawing(drawing: Drawing) -> Iterator[Moment]:
    for it in written.of_drawing(drawing):
        text = _date(it)
        if text is not None and _is_date(text):
            yield Moment(it, text)


def _date(it: Written) -> str | None:
    if it.tag == "timeCycle" and it.raw.count("/") == 2:
        return it.raw.split("/")[1]
    if (it.tag, it.attribute) not in _HOLDERS:
        return None
    constant = _CONSTANT.fullmatch(it.raw)
    return (constant.group(1) or constant.group(2)) if constant else it.raw


def _is_date(text: str) -> bool:
    try:
        schedule.parse_date(text, UTC)
    except schedule.BadTime:
        return False
    return True
