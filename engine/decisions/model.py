"""A loaded decision model: what it decides, what a deploy has to say about it, and its evaluation with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.decisions import checks, xml
from engine.decisions.errors import DecisionUnknown
from engine.decisions.finding import Finding
from engine.decisions.graph import Graph, Node, Run
from engine.decisions.table import Ran
from engine.feel import FeelError, expression, lift, to_json
from engine.feel.compile_calls import invoke_named
from engine.feel.values import literal


@dataclass(frozen=True)
class Decision:
    """A decision as others see it: names of the input data it needs, names of what it gives."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class InputSeen:
    """One input of a table as it was: the condition is the text of the first row that hit, or empty."""

    label: str
    value: Any
    condition: str


@dataclass(frozen=True)
class TableHit:
    """Which rows (from 1) of a table made the result; no rows: the default, or nothing. JSON values."""

    decision_id: str
    table: str
    rows: tuple[int, ...]
    inputs: tuple[InputSeen, ...]
    outputs: Any


@dataclass(frozen=True)
class Evaluation:
    """The FEEL value of a decision, and every table that ran for it, in order."""

    value: Any
    rules: tuple[TableHit, ...]

    def json(self) -> Any:
        """The value as a JSON variable; raises FeelError for a function or a range."""
        return to_json(self.value)


class Model:
    """One file. Loading never fails for what is inside of it: read `findings` before using it."""

    def __init__(self, graph: Graph, filename: str) -> None:
        self.graph = graph
        self.filename = filename
        self.name = graph.root.get("name", "")
        self.decisions = tuple(_decision(node) for node in graph.nodes if node.kind == "decision")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a deploy has to say; worked out when it is first asked for, as running needs none of it."""
        tables = (table for node in self.graph.nodes for table in node.tables)
        return (*self.graph.findings, *checks.of_tables(tables))

    def evaluate(self, decision_id: str, variables: Mapping[str, Any]) -> Evaluation:
        """Evaluate a decision over JSON variables. Raises DecisionUnknown, SeveralRulesHit and other FeelErrors."""
        node = self.graph.by_id.get(decision_id)
        if node is None or node.kind != "decision":
            raise DecisionUnknown(decision_id=decision_id)
        evidence: list[Ran] = []
        run = Run(variables, evidence)
        value = expression.guarded(lambda: run.value(node))
        return Evaluation(value, tuple(_hit(ran) for ran in evidence))

    def invoke(self, name: str, arguments: Mapping[str, Any]) -> Evaluation:
        """Call a decision service or knowledge model by name with named JSON arguments; others as evaluate."""
        node = next((n for n in self.graph.nodes if name in (n.name, n.id) and n.kind != "inputData"), None)
        if node is None:
            raise DecisionUnknown(decision_id=name)
        evidence: list[Ran] = []
        run = Run({}, evidence)

        def call() -> Any:
            function = run.value(node)
            known = {key: lift(value) for key, value in arguments.items() if key in function.parameters}
            given = {key: known.get(key) for key in function.parameters}
            return invoke_named(function, tuple(given), list(given.values()))

        return Evaluation(expression.guarded(call), tuple(_hit(ran) for ran in evidence))


def load_model(source: bytes, filename: str, imports: Sequence[Model] = ()) -> Model:
    """Parse and compile a DMN 1.2 to 1.5 file; `imports` are the models that it may name. Raises ModelRefused."""
    known = {model.graph.namespace: model.graph for model in imports}
    return Model(Graph(xml.read(source, filename), known), filename)


def _decision(node: Node) -> Decision:
    table = xml.child(node.element, "decisionTable")
    outputs: tuple[str, ...] = ()
    if table is not None:
        outputs = tuple(part.get("name") or node.name for part in xml.children(table, "output"))
    return Decision(node.id, node.name, tuple(sorted(_inputs(node, set()))), outputs or (node.name,))


def _inputs(node: Node, seen: set[Node]) -> set[str]:
    found = set(node.free)
    for _, other in node.requires:
        if other in seen:
            continue
        seen.add(other)
        found |= {other.name} if other.kind == "inputData" else _inputs(other, seen)
    return found


def _hit(ran: Ran) -> TableHit:
    table = ran.table
    texts = table.rows[ran.rows[0]].texts if ran.rows else ("",) * len(table.columns)
    inputs = tuple(
        InputSeen(column.label, _readable(value), text)
        for column, value, text in zip(table.columns, ran.values, texts, strict=False)
    )
    rows = tuple(index + 1 for index in ran.rows)
    return TableHit(table.owner_id, table.owner, rows, inputs, _readable(ran.result))


def _readable(value: Any) -> Any:
    """A JSON value; what JSON cannot hold is written as FEEL."""
    try:
        return to_json(value)
    except FeelError:
        return literal(value)
