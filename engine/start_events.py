"""Keeps the start_event table in step with the newest version of every process; part of each deployment.

A timer whose drawing has not changed keeps its phase: publishing a new version does not start it over, and one that
has fired for good does not fire again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select

from engine import dialect, errors, feel, runtime, start_timers
from engine.dialect.findings import Problems
from engine.elements.schedule import BadTime
from engine.models import ItemKind, StartEvent
from kit import ids
from kit.db import Tx

KINDS = {"message": ItemKind.MESSAGE, "signal": ItemKind.SIGNAL, "timer": ItemKind.TIMER}


@dataclass(frozen=True)
class _Wanted:
    """One start event as its newest version draws it."""

    kind: ItemKind
    name: str = ""
    drawn: str = ""
    due_at: int | None = None
    cycle: dict[str, Any] | None = None


def arm(tx: Tx, models: Mapping[str, dialect.ParsedModel]) -> None:
    """`models` are the newest ones by process id. Raises Unrunnable for a time or a name that cannot be read."""
    moment = tx.now.astimezone(runtime.of(tx).zone)
    with feel.at(moment):
        wanted = _wanted(models, tx.now, runtime.of(tx).zone)
    for row in tx.session.scalars(select(StartEvent).with_for_update()):
        new = wanted.pop((row.process_id, row.element), None)
        if new is None:
            tx.session.delete(row)
        elif (row.kind, row.name, row.drawn) != (new.kind, new.name, new.drawn):
            for name, value in vars(new).items():
                setattr(row, name, value)
    for (process_id, element), new in wanted.items():
        tx.session.add(StartEvent(id=ids.new_uid(), process_id=process_id, element=element, **vars(new)))
    tx.session.flush()


def _wanted(models: Mapping[str, dialect.ParsedModel], now: datetime, zone: tzinfo) -> dict[tuple[str, str], _Wanted]:
    found: dict[tuple[str, str], _Wanted] = {}
    findings: list[errors.Finding] = []
    for process_id, model in models.items():
        problems = Problems(model.filename)
        names: set[str] = set()
        for start in model.starts:
            if start.process_id != process_id or start.kind not in KINDS:
                continue
            wanted = _read(start, model, problems, now, zone)
            if start.kind == "message" and wanted.name in names:
                problems.at("start.message_twice", start.element_id, _line(model, start), name=wanted.name)
            names.add(wanted.name if start.kind == "message" else "")
            found[process_id, start.element_id] = wanted
        findings += problems.findings
    if findings:
        raise errors.Unrunnable(findings)
    return found


def _read(
    start: dialect.StartEvent, model: dialect.ParsedModel, problems: Problems, now: datetime, zone: tzinfo
) -> _Wanted:
    kind = KINDS[start.kind]
    try:
        if kind != ItemKind.TIMER:
            name = _value(start.name)
            if not name:  # it reads a variable, and there is none yet
                problems.at("event.no_name", start.element_id, _line(model, start))
            return _Wanted(kind, name=str(name or ""))
        due, cycle = start_timers.first(start.form, _value(start.expression), now, zone)
        return _Wanted(kind, drawn=f"{start.form}:{start.expression}", due_at=due, cycle=cycle)
    except (BadTime, feel.FeelError):
        text = start.expression or start.name
        problems.at("event.bad_time", start.element_id, _line(model, start), text=text)
        return _Wanted(kind)


def _value(text: str) -> Any:
    """There are no variables yet; an expression may use constants and functions such as now()."""
    return feel.to_json(feel.compile_expression(text[1:]).evaluate({})) if text.startswith("=") else text


def _line(model: dialect.ParsedModel, start: dialect.StartEvent) -> int:
    return next((element.line for element in model.elements if element.id == start.element_id), 0)
