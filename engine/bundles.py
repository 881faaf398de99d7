"""Deployed diagrams in memory: a bundle's specs, decisions and forms, parsed once and shared by all instances."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from engine import decisions, dialect, errors, table_links
from engine.elements.services import Decided
from engine.models import Bundle, Definition
from kit.compiled import Compiled
from kit.db import Reader, Tx

_ACTIVE = Compiled(
    select(Bundle.id).where(Bundle.process_id == bindparam("process_id"), Bundle.active == bindparam("active"))
)


@dataclass(frozen=True)
class LoadedBundle:
    """Everything that an instance of one bundle needs. Immutable."""

    id: int
    process_id: str
    version: int
    specs: dialect.Specs
    models: tuple[dialect.ParsedModel, ...]
    decisions: Mapping[str, tuple[decisions.Model, int]]  # by decision id: the model and its deployed version
    forms: Mapping[str, dict[str, Any]]

    def decide(self, decision_id: str, variables: Mapping[str, Any]) -> Decided:
        """Runs a decision of this bundle, by id or by the name of another version; the evidence says which rows of
        which version fired."""
        if decision_id not in self.decisions:
            raise errors.UnknownDecision(decision=decision_id)
        model, version = self.decisions[decision_id]
        plain = decision_id.partition("#")[0]
        outcome = model.evaluate(plain, variables)
        rules = [_as_json(hit) for hit in outcome.rules]
        return Decided(outcome.json(), {"decision": plain, "version": version, "rules": rules})

    def title(self, process_id: str) -> str:
        """The process's drawn name, or its id."""
        return next((model.names[process_id] for model in self.models if model.names.get(process_id)), process_id)

    def element(self, process_id: str, element_id: str) -> dialect.Element | None:
        for model in self.models:
            for element in model.elements:
                if element.id == element_id and element.process_id == process_id:
                    return element
        return None


class Bundles:
    """Bundles by id. A bundle never changes, so an entry never goes stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[int, LoadedBundle] = {}

    def load(self, view: Tx | Reader, bundle_id: int) -> LoadedBundle:
        found = self._loaded.get(bundle_id)
        if found is None:
            found = _load(view, bundle_id)
            with self._lock:
                self._loaded[bundle_id] = found
        return found

    def active(self, view: Tx | Reader, process_id: str) -> LoadedBundle:
        """The bundle that new instances take. Raises UnknownProcess."""
        row = _ACTIVE.one(view, {"process_id": process_id, "active": True})
        if row is None:
            raise errors.UnknownProcess(process=process_id)
        return self.load(view, row[0])

    def forget(self, bundle_id: int) -> None:
        """For a bundle whose transaction was rolled back."""
        with self._lock:
            self._loaded.pop(bundle_id, None)


def _as_json(hit: decisions.TableHit) -> dict[str, Any]:
    """As dataclasses.asdict, which copies every value deeply at ten times the cost."""
    return {**vars(hit), "inputs": [dict(vars(seen)) for seen in hit.inputs]}


def _load(view: Tx | Reader, bundle_id: int) -> LoadedBundle:
    bundle = view.session.get_one(Bundle, bundle_id)
    members = view.session.scalars(
        select(Definition).where(Definition.id.in_([int(member) for member in bundle.members]))
    ).all()
    files = {(row.filename, row.sha256): row.content for row in members if row.kind == "process"}
    models = {place: dialect.parse_model(content, place[0]) for place, content in sorted(files.items())}
    used = {row.key: models[row.filename, row.sha256] for row in members if row.kind == "process"}
    parsed = tuple(dialect.in_force(used))
    tables: dict[str, tuple[decisions.Model, int]] = {}
    in_force = _linked([row for row in members if row.kind == "decision"])
    for row, model in in_force:
        tables.update({decision.id: (model, row.version) for decision in model.decisions})
    forms = {row.key: orjson.loads(row.content) for row in members if row.kind == "form"}
    pinned, links = _pins(view, bundle, tables, [model for _, model in in_force])
    specs = dialect.bundle(parsed, pinned, links).specs(bundle.process_id)
    return LoadedBundle(bundle.id, bundle.process_id, bundle.version, specs, (*parsed, *pinned), tables, forms)


def _linked(rows: Sequence[Definition]) -> list[tuple[Definition, decisions.Model]]:
    models = [decisions.load_model(row.content, row.filename) for row in rows]
    return list(zip(rows, table_links.link(models), strict=True))


def _pins(
    view: Tx | Reader,
    bundle: Bundle,
    tables: dict[str, tuple[decisions.Model, int]],
    in_force: Sequence[decisions.Model],
) -> tuple[list[dialect.ParsedModel], dict[tuple[str, str], str]]:
    """Other versions of processes; those of decisions are added to `tables` under their own names. What such a decision
    imports is the version in force."""
    if not bundle.pins:
        return [], {}
    chosen = Definition.id.in_([int(member) for member in bundle.pins["members"]])
    pinned = []
    for row in view.session.scalars(select(Definition).where(chosen).order_by(Definition.id)):
        if row.kind == "process":
            pinned.append(other_version(row))
        else:
            own = decisions.load_model(row.content, row.filename)
            others = [model for model in in_force if model.graph.namespace != own.graph.namespace]
            model = table_links.link([*others, own])[-1]
            tables.update({decision_name(it.id, row): (model, row.version) for it in model.decisions})
    return pinned, {(process, element): name for process, element, name in bundle.pins["links"]}


def version_name(row: Definition) -> str:
    """How a version of a process that is not in force is called in a bundle."""
    return f"{row.key}#{row.version}"


def decision_name(decision_id: str, row: Definition) -> str:
    """The same for a decision of a file."""
    return f"{decision_id}#{row.id}"


def other_version(row: Definition) -> dialect.ParsedModel:
    """One process out of its file, its scopes under the name of the version."""
    name = version_name(row)
    model = dialect.parse_model(row.content, row.filename, suffix=name.removeprefix(row.key))
    own = {element.id for element in model.elements if element.process_id == row.key}
    return replace(
        model,
        processes={row.key: model.processes[row.key]},
        scopes={key: spec for key, spec in model.scopes.items() if key.partition("/")[0] == name},
        called_processes=[call for call in model.called_processes if call.element_id in own],
        called_decisions=[call for call in model.called_decisions if call.element_id in own],
    )
