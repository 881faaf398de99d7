"""What a parsed file holds, and how files become the specs an instance runs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine import errors
from engine.dialect.findings import Problems
from engine.elements.process import ProcessSpec

LATEST, DEPLOYMENT, VERSION_TAG = "latest", "deployment", "versionTag"


@dataclass(frozen=True)
class Element:
    """One drawn element. `type` is the BPMN tag; `lane` the innermost lane's name; `line` counts from 1."""

    id: str
    name: str
    type: str
    line: int
    lane: str
    process_id: str
    parent_id: str  # the sub-process around it, or the process


@dataclass(frozen=True)
class Call:
    """A reference from an element to something deployed elsewhere: process, decision, form or topic.

    `inputs` names the variables that a service task maps; None: it maps none and offers all that it sees. `binding`
    says which version is meant: LATEST, that of the caller's own DEPLOYMENT, or the newest with the tag (VERSION_TAG).
    """

    target: str
    element_id: str
    line: int
    inputs: frozenset[str] | None = None
    binding: str = LATEST
    tag: str = ""


@dataclass(frozen=True)
class DrawnExpression:
    """A FEEL expression, without its leading '=', and the element that holds it."""

    text: str
    element_id: str
    line: int


@dataclass(frozen=True)
class StartEvent:
    """How a process can be started from outside: none, message (name), timer (expression), signal (name)."""

    process_id: str
    element_id: str
    kind: str
    name: str
    form: str
    expression: str


@dataclass(frozen=True)
class ParsedModel:
    """One file. `processes` are the executable ones by id; `scopes` all specs under their unique names."""

    filename: str
    processes: Mapping[str, ProcessSpec]
    names: Mapping[str, str]
    version_tags: Mapping[str, str]
    scopes: Mapping[str, ProcessSpec]
    starts: Sequence[StartEvent]
    elements: Sequence[Element]
    called_processes: Sequence[Call]
    called_decisions: Sequence[Call]
    forms: Sequence[Call]
    topics: Sequence[Call]
    messages: Sequence[str]
    signals: Sequence[str]
    expressions: Sequence[DrawnExpression]


@dataclass(frozen=True)
class Specs:
    """What one instance runs on: its process and every scope it may open. Shared by threads, never changed.

    `links`: by (process, element) the version that a call means when it is not the one in force.
    """

    process: ProcessSpec
    scopes: Mapping[str, ProcessSpec]
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def target(self, scope: str, element_id: str, drawn: str) -> str:
        """The name of the scope or decision that an element of this scope calls."""
        return self.links.get((scope.partition("/")[0], element_id), drawn) if self.links else drawn


@dataclass(frozen=True)
class Bundle:
    """Models that were checked together: every called process is among them. Scopes of other versions than the ones in
    force are there for calls that `links` lead to them."""

    models: Sequence[ParsedModel]
    processes: Mapping[str, ProcessSpec]
    scopes: Mapping[str, ProcessSpec]
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def specs(self, process_id: str) -> Specs:
        """Raises UnknownProcess."""
        if process_id not in self.processes:
            raise errors.UnknownProcess(process=process_id)
        return Specs(self.processes[process_id], self.scopes, self.links)


def bundle(
    models: Sequence[ParsedModel],
    pinned: Sequence[ParsedModel] = (),
    links: Mapping[tuple[str, str], str] | None = None,
) -> Bundle:
    """Resolves calls across files. `pinned` are older versions, parsed with a suffix. Raises Unrunnable for a missing
    or doubled process."""
    owner: dict[str, ParsedModel] = {}
    findings: list[errors.Finding] = []
    for model in models:
        problems = Problems(model.filename)
        for process_id in model.processes:
            if process_id in owner:
                problems.add("process.duplicate", process=process_id, other=owner[process_id].filename)
            owner.setdefault(process_id, model)
        findings += problems.findings
    for model in models:
        findings += _missing_calls(model, owner)
    if findings:
        raise errors.Unrunnable(findings)
    processes = {process_id: spec for model in models for process_id, spec in model.processes.items()}
    scopes = {name: spec for model in (*models, *pinned) for name, spec in model.scopes.items()}
    return Bundle(tuple(models), processes, scopes, links or {})


def in_force(models: Mapping[str, ParsedModel]) -> list[ParsedModel]:
    """Each file once, reduced to the processes for which it is the one in force; `models` is by process id."""
    files = {id(model): model for model in models.values()}
    return [
        replace(model, processes={key: spec for key, spec in model.processes.items() if models.get(key) is model})
        for model in files.values()
    ]


def _missing_calls(model: ParsedModel, owner: Mapping[str, ParsedModel]) -> list[errors.Finding]:
    problems = Problems(model.filename)
    for call in model.called_processes:
        if call.target not in owner and call.binding == LATEST:
            problems.at("call.missing", call.element_id, call.line, process=call.target)
    return problems.findings
