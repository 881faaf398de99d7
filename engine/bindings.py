"""Which version a call means: the newest, the one of the caller's own deployment, or the newest that carries a tag.

Resolved at deployment and written into the bundle, so that an instance never changes what it calls. Versions other than
those in force get names of their own (`process#version`, `decision#definition`); links lead calls to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine import bundles, decisions, dialect, errors
from engine.dialect.findings import Problems
from engine.models import Definition
from kit.db import Tx

Place = tuple[str, str]
"""Kind and key of a definition."""


@dataclass
class Pins:
    """What a process uses: processes in force by id, other versions, and the calls that lead to those."""

    in_force: set[str]
    others: dict[int, Definition] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def as_json(self) -> Any:
        """For the bundle's row; None when every call means what is in force."""
        if not self.links:
            return None
        links = [[*place, name] for place, name in sorted(self.links.items())]
        return {"members": [str(id) for id in sorted(self.others)], "links": links}


@dataclass(frozen=True)
class _Version:
    """A version of a process; `name` as in the bundle's scopes."""

    name: str
    row: Definition
    model: dialect.ParsedModel


class Resolver:
    """For one deployment, after its versions are stored. What cannot be resolved is gathered in `findings`."""

    def __init__(self, tx: Tx, models: Mapping[str, dialect.ParsedModel], latest: Mapping[Place, Definition]) -> None:
        self._tx = tx
        self._models = models
        self._latest = latest
        self._older: dict[int, dialect.ParsedModel] = {}
        self._tables: dict[int, decisions.Model] = {}
        self.findings: dict[str, errors.Finding] = {}

    def pins(self, process_id: str) -> Pins:
        """All that the process uses, through every call, in whatever version."""
        found = Pins({process_id})
        todo = [self._in_force(process_id)]
        seen = {process_id}
        while todo:
            caller = todo.pop()
            for call in caller.model.called_processes:
                place, owner = self._owner(caller, call)
                called = self._process(call, owner)
                if called is None:
                    continue
                if called.name != call.target:
                    found.links[place] = called.name
                    found.others[called.row.id] = called.row
                else:
                    found.in_force.add(called.name)
                if called.name not in seen:
                    seen.add(called.name)
                    todo.append(called)
            self._pin_decisions(caller, found)
        return found

    def _in_force(self, process_id: str) -> _Version:
        return _Version(process_id, self._latest["process", process_id], self._models[process_id])

    def _owner(self, caller: _Version, call: dialect.Call) -> tuple[tuple[str, str], Definition]:
        """The call's place in the bundle and the version that it belongs to. A file may hold several processes; those
        in force stay together."""
        process = next(it.process_id for it in caller.model.elements if it.id == call.element_id)
        if process == caller.row.key:
            return (caller.name, call.element_id), caller.row
        return (process, call.element_id), self._latest["process", process]

    def _process(self, call: dialect.Call, caller: Definition) -> _Version | None:
        """None, with a finding where a version should be there but is not."""
        newest = self._latest.get(("process", call.target))
        if call.binding == dialect.LATEST:
            return None if newest is None else self._in_force(call.target)
        query = select(Definition).where(Definition.kind == "process", Definition.key == call.target)
        if call.binding == dialect.VERSION_TAG:
            query = query.where(Definition.version_tag == call.tag)
        else:
            query = query.where(Definition.deployed_at <= caller.deployed_at)
        row = self._tx.session.scalar(query.order_by(Definition.version.desc()).limit(1))
        if row is None or newest is None:
            self._missing(call, caller)
            return None
        if row.id == newest.id:
            return self._in_force(call.target)
        if row.id not in self._older:
            self._older[row.id] = bundles.other_version(row)
        return _Version(bundles.version_name(row), row, self._older[row.id])

    def _pin_decisions(self, caller: _Version, found: Pins) -> None:
        for call in caller.model.called_decisions:
            if call.binding == dialect.LATEST:
                continue
            place, owner = self._owner(caller, call)
            row = self._decision(call, owner)
            if row is None:
                self._missing(call, owner)
            elif self._latest["decision", row.key].id != row.id:
                found.links[place] = bundles.decision_name(call.target, row)
                found.others[row.id] = row

    def _decision(self, call: dialect.Call, caller: Definition) -> Definition | None:
        query = select(Definition).where(Definition.kind == "decision").order_by(Definition.id.desc())
        for row in self._tx.session.scalars(query):
            if row.id not in self._tables:
                self._tables[row.id] = decisions.load_model(row.content, row.filename)
            node = self._tables[row.id].graph.by_id.get(call.target)
            if node is None or node.kind != "decision":
                continue
            tagged = call.binding == dialect.VERSION_TAG and node.version == call.tag
            together = call.binding == dialect.DEPLOYMENT and row.deployed_at <= caller.deployed_at
            if tagged or together:
                return row
        return None

    def _missing(self, call: dialect.Call, caller: Definition) -> None:
        problems = Problems(caller.filename)
        if call.binding == dialect.VERSION_TAG:
            problems.at("call.tag_missing", call.element_id, call.line, target=call.target, tag=call.tag)
        else:
            problems.at("call.not_together", call.element_id, call.line, target=call.target)
        self.findings |= {str(finding): finding for finding in problems.findings}


def check_together(
    models: Mapping[str, dialect.ParsedModel], tables: Mapping[str, decisions.Model]
) -> list[errors.Finding]:
    """Calls bound to their own deployment whose target is not in it. `models` and `tables` are those of the files."""
    known = {decision.id for table in tables.values() for decision in table.decisions}
    found: list[errors.Finding] = []
    for model in {id(model): model for model in models.values()}.values():
        problems = Problems(model.filename)
        for call in (*model.called_processes, *model.called_decisions):
            target_here = call.target in (models if call in model.called_processes else known)
            if call.binding == dialect.DEPLOYMENT and not target_here:
                problems.at("call.not_together", call.element_id, call.line, target=call.target)
        found += problems.findings
    return found


def carried_along(
    models: Mapping[str, dialect.ParsedModel], tables: Mapping[str, decisions.Model], changed: set[Place]
) -> set[Place]:
    """`changed` with the processes that are deployed together with a changed one they are bound to: they become new
    versions too, although their own content is the same."""
    holder = {decision.id: key for key, table in tables.items() for decision in table.decisions}
    everything = set(changed)
    grown = True
    while grown:
        before = len(everything)
        for process_id, model in models.items():
            bound = [("process", call.target) for call in model.called_processes if call.binding == dialect.DEPLOYMENT]
            bound += [
                ("decision", holder.get(call.target, ""))
                for call in model.called_decisions
                if call.binding == dialect.DEPLOYMENT
            ]
            if not everything.isdisjoint(bound):
                everything.add(("process", process_id))
        grown = len(everything) > before
    return everything
