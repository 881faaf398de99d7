"""A loaded decision model: what it decides, what a deploy has to say about it, and its evaluation with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.decisions import checks, evidence, links, structure, trials, xml
from engine.decisions.arrival import arrive
from engine.decisions.errors import DecisionUnknown
from engine.decisions.evidence import Explanation, TableHit
from engine.decisions.finding import Finding, Severity
from engine.decisions.graph import CALLED, Graph, Node, Run, parameters, read_findings
from engine.decisions.table import Ran
from engine.decisions.watch import Notice
from engine.feel import expression, to_json
from engine.feel.compile_calls import invoke_named


@dataclass(frozen=True)
class Decision:
    """A decision as others see it: names of the input data it needs, names of what it gives."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation:
    """The FEEL value of a decision, every table that ran for it, in order, and on demand the whole explanation."""

    value: Any
    rules: tuple[TableHit, ...]
    _node: Node
    _run: Run
    _evidence: list[Ran]

    def json(self) -> Any:
        """The value as a JSON variable; raises FeelError for a function or a range."""
        return to_json(self.value)

    def explanation(self) -> Explanation:
        """The decision with all that it required; worked out when asked, as the normal run needs none of it."""
        told = evidence.explained(self._node, self._run, self._evidence)
        return replace(told, value=evidence.readable(self.value))


class Model:
    """One file. Loading never fails for what is inside of it: read `findings` before using it."""

    def __init__(self, graph: Graph, filename: str) -> None:
        self.graph = graph
        self.filename = filename
        self.name = graph.root.get("name", "")
        self.decisions = tuple(_decision(node) for node in graph.nodes if node.kind == "decision")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a deploy has to say; worked out when it is first asked for, as running needs none of it.

        The tests that the file carries are run when nothing else is wrong with it.
        """
        nodes = self.graph.nodes
        file = structure.findings(self.graph.root)
        names = (finding for node in nodes for finding in read_findings(node))
        tables = (table for node in nodes for table in node.tables)
        found = (*file, *links.findings(self.graph), *self.graph.findings, *names, *checks.of_tables(tables))
        if any(finding.severity is Severity.ERROR for finding in found):
            return found
        return (*found, *trials.findings(self.graph, self.reads, lambda node, inputs: self.run(node, inputs).value))

    @cached_property
    def watched(self) -> Model:
        """The same model compiled so that it tells what became null; see watch."""
        return Model(Graph(self.graph.root, self.graph.known, watch=True), self.filename)

    @property
    def known_names(self) -> frozenset[str]:
        """Names of all nodes, and the aliases of imported models."""
        return self.graph.names | self.graph.imports.keys()

    def node(self, target: str) -> Node:
        """A decision, service or knowledge model by id, else by name. Raises DecisionUnknown."""
        found = self.graph.by_id.get(target)
        if found is None or found.kind == "inputData":
            name = " ".join(target.split())
            found = next((n for n in self.graph.nodes if name in (n.name, n.title) and n.kind != "inputData"), None)
        if found is None:
            raise DecisionUnknown(decision_id=target)
        return found

    def reads(self, node: Node) -> set[str]:
        """Names of the inputs that a node takes."""
        return set(parameters(node)) if node.kind in CALLED else _inputs(node)

    def evaluate(self, decision_id: str, variables: Mapping[str, Any]) -> Evaluation:
        """Evaluate a decision over JSON variables. Raises DecisionUnknown, SeveralRulesHit and other FeelErrors."""
        node = self.graph.by_id.get(decision_id)
        if node is None or node.kind != "decision":
            raise DecisionUnknown(decision_id=decision_id)
        return self.run(node, variables)

    def invoke(self, name: str, arguments: Mapping[str, Any]) -> Evaluation:
        """Call a decision service or knowledge model by name with named JSON arguments; others as evaluate."""
        return self.run(self.node(name), arguments)

    def run(self, node: Node, inputs: Mapping[str, Any], warnings: list[Notice] | None = None) -> Evaluation:
        """Evaluate a node of this model; the warnings of a watched model go to the list. Raises as evaluate."""
        proof: list[Ran] = []
        called = node.kind in CALLED
        run = Run({} if called else inputs, proof, warnings)
        value = expression.guarded(lambda: _called(node, run, inputs) if called else run.value(node))
        return Evaluation(value, tuple([evidence.hit(ran) for ran in proof]), node, run, proof)


def _called(node: Node, run: Run, arguments: Mapping[str, Any]) -> Any:
    """The result of a function with JSON arguments; those that are not given are null."""
    function = run.value(node)
    declared = function.types or (None,) * len(function.parameters)
    given = {key: arrive(arguments.get(key), wanted) for key, wanted in zip(function.parameters, declared, strict=True)}
    return invoke_named(function, tuple(given), list(given.values()))


def load_model(source: bytes, filename: str, imports: Sequence[Model] = ()) -> Model:
    """Parse and compile a DMN 1.1 to 1.5 file; `imports` are the models that it may name. Raises ModelRefused."""
    known = {model.graph.namespace: model.graph for model in imports}
    return Model(Graph(xml.read(source, filename), known), filename)


def _decision(node: Node) -> Decision:
    table = xml.child(node.element, "decisionTable")
    outputs: tuple[str, ...] = ()
    if table is not None:
        outputs = tuple(part.get("name") or node.name for part in xml.children(table, "output"))
    return Decision(node.id, node.name, tuple(sorted(_inputs(node))), outputs or (node.name,))


def _inputs(node: Node) -> set[str]:
    found: set[str] = set()
    seen, todo = {node}, [node]
    while todo:
        here = todo.pop()
        found |= set(here.free)
        for _, other in here.requires:
            if other.kind == "inputData":
                found.add(other.name)
            elif other not in seen:
                seen.add(other)
                todo.append(other)
    return found
