"""What an evaluation can prove: which rows of which tables hit over which values, and what each node gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.decisions.graph import Node, Run, members
from engine.decisions.table import Ran
from engine.feel import FeelError, to_json
from engine.feel.values import FeelFunction, literal


@dataclass(frozen=True)
class InputSeen:
    """One input of a table as it was: the condition is the text of the first row that hit, or empty."""

    label: str
    value: Any
    condition: str


@dataclass(frozen=True)
class TableHit:
    """One run of a table. Rows count from 1, values are JSON.

    `rows` made the result (none: the default, or nothing); `matched` are all rows that were found to hit, of FIRST
    only the first. `annotations` and `rule_ids` belong to `rows`, one each, empty where the file has none.
    """

    decision_id: str
    table: str
    rows: tuple[int, ...]
    inputs: tuple[InputSeen, ...]
    outputs: Any
    policy: str = "UNIQUE"
    matched: tuple[int, ...] = ()
    annotations: tuple[str, ...] = ()
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One node of the requirements graph and how it got its value, with those that it requires.

    kind: decision, inputData, businessKnowledgeModel or decisionService. `version`: the version tag in the file.
    `value` is JSON; of a function, null. A node that others explained before comes without its tables and requirements.
    """

    id: str
    name: str
    kind: str
    version: str
    value: Any
    tables: tuple[TableHit, ...] = ()
    requires: tuple[Explanation, ...] = ()


def hit(ran: Ran) -> TableHit:
    """A run of a table for people and for JSON. On the path of every decision: lists, not generators."""
    table = ran.table
    chosen = [table.rows[index] for index in ran.rows]
    texts = chosen[0].texts if chosen else ("",) * len(table.columns)
    seen = zip(table.columns, ran.values, texts, strict=False)
    rows = tuple([index + 1 for index in ran.rows])
    return TableHit(
        decision_id=table.owner_id,
        table=table.owner,
        rows=rows,
        inputs=tuple([InputSeen(column.label, readable(value), text) for column, value, text in seen]),
        outputs=readable(ran.result),
        policy=table.policy,
        matched=rows if ran.matched == ran.rows else tuple([index + 1 for index in ran.matched]),
        annotations=tuple([row.annotation for row in chosen]),
        rule_ids=tuple([row.id for row in chosen]),
    )


def readable(value: Any) -> Any:
    """A JSON value; what JSON cannot hold is written as FEEL."""
    if value is None or value.__class__ is str or value.__class__ is bool:
        return value
    try:
        return to_json(value)
    except FeelError:
        return literal(value)


def explained(node: Node, run: Run, evidence: list[Ran]) -> Explanation:
    """The node with all that it requires, each told once."""
    return _Explainer(run, evidence).node(node)


class _Explainer:
    def __init__(self, run: Run, evidence: list[Ran]) -> None:
        self._values = run.values
        self._evidence = evidence
        self._told: set[Node] = set()

    def node(self, node: Node) -> Explanation:
        value = self._values.get(node)
        shown = None if type(value) is FeelFunction else readable(value)
        if node in self._told:
            return Explanation(node.id, node.title, node.kind, node.version, shown)
        self._told.add(node)
        tables = tuple(hit(ran) for ran in self._evidence if ran.table in node.tables)
        requires = tuple(self.node(other) for other in self._required(node))
        return Explanation(node.id, node.title, node.kind, node.version, shown, tables, requires)

    def _required(self, node: Node) -> list[Node]:
        return members(node) if node.kind == "decisionService" else [other for _, other in node.requires]
