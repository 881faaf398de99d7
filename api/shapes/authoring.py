"""What helps while a process is drawn: element templates, trying decisions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from api.shapes.findings import FileName
from api.shapes.values import In, Out, Variables
from engine import decision_trial
from engine.decisions import Explanation, Notice, TableHit

Id = Annotated[str, Field(min_length=1, max_length=200)]
Drafts = Annotated[dict[FileName, str], Field(max_length=200)]


class DecisionTrialIn(In):
    """A decision (id or name) and its inputs by name. `files`: drafts, text by file name, meant before what is
    deployed; `version`: the deployed version, the newest when none is named."""

    decision_id: Id
    inputs: Variables = Field(default_factory=dict)
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    files: Drafts = Field(default_factory=dict)


class InputSeen(Out):
    """One input of a table; the condition is that of the first row that hit, or empty."""

    label: str
    value: Any
    condition: str


class TableRun(Out):
    """One run of a decision table. Rows count from 1: `rows` made the result, `matched` are all that hit;
    `annotations` belong to `rows`."""

    decision_id: str
    table: str
    policy: str
    rows: list[int]
    matched: list[int]
    annotations: list[str]
    rule_ids: list[str]
    inputs: list[InputSeen]
    outputs: Any


class Explained(Out):
    """One node of the requirements graph, and those that it requires. `version` is the version tag in the file."""

    id: str
    name: str
    kind: str
    version: str
    value: Any
    tables: list[TableRun]
    requires: list[Explained]


class TrialWarning(Out):
    """What became null or was given in vain. `line` counts from 1; `row` is the row of a table, 0 for none."""

    element: str
    line: int
    row: int
    zh: str
    en: str


class DecisionTrial(Out):
    """What a decision gives, and why. `version` is null for a draft."""

    id: str
    name: str
    kind: str
    filename: str
    version: int | None
    result: Any
    explanation: Explained
    rules: list[TableRun]
    warnings: list[TrialWarning]


def table_run(hit: TableHit) -> TableRun:
    return TableRun.model_validate(asdict(hit))


def trial(tried: decision_trial.Tried) -> DecisionTrial:
    answer = tried.answer
    return DecisionTrial(
        id=answer.id,
        name=answer.name,
        kind=answer.kind,
        filename=tried.filename,
        version=tried.version,
        result=answer.result,
        explanation=_explained(answer.explanation),
        rules=[table_run(hit) for hit in answer.rules],
        warnings=[_warning(notice) for notice in answer.warnings],
    )


def _explained(node: Explanation) -> Explained:
    return Explained(
        id=node.id,
        name=node.name,
        kind=node.kind,
        version=node.version,
        value=node.value,
        tables=[table_run(hit) for hit in node.tables],
        requires=[_explained(other) for other in node.requires],
    )


def _warning(notice: Notice) -> TrialWarning:
    return TrialWarning.model_validate(vars(notice))
