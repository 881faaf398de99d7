"""The requirements graph of one model: decisions, inputs, knowledge models and services, and how they get values.

A node sees only what it requires, and variables that are no node of the model (tables drawn without input data).
Each is compiled once, and computed at most once per evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.decisions import ambiguous, boxed, reads, watch, xml
from engine.decisions.arrival import arrive
from engine.decisions.errors import DecisionCycle
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.grammar import EXPRESSIONS
from engine.decisions.items import ItemTypes
from engine.decisions.place import Place
from engine.decisions.reads import Read
from engine.decisions.table import EVIDENCE, Table
from engine.decisions.watch import WARNINGS, Notice, Watcher
from engine.decisions.xml import Element
from engine.feel import FeelError, FeelTooComplex, lift, types
from engine.feel.code import Code, Env
from engine.feel.types import Type
from engine.feel.values import FeelFunction

KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
CALLED = ("businessKnowledgeModel", "decisionService")
"""Kinds that are functions."""
MAX_DEPTH = 100
"""Nodes that require each other in a row."""
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")


@dataclass(eq=False)
class Node:
    """One element of the graph; `path`: the import aliases that lead to it, seen from whoever requires it."""

    graph: Graph
    element: Element
    kind: str
    name: str
    type: Type | None
    requires: list[tuple[tuple[str, ...], Node]] = field(default_factory=list)
    code: Code | None = None
    tables: list[Table] = field(default_factory=list)
    free: frozenset[str] = frozenset()
    version: str = ""
    reads: list[Read] = field(default_factory=list)
    doubtful: list[ambiguous.Text] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id in the file."""
        return self.element.get("id") or self.name

    @property
    def title(self) -> str:
        """Its name as drawn; `name` is that of its variable, which expressions use."""
        return " ".join((self.element.get("name") or self.name).split())


class Graph:
    """All nodes of one file, linked to those of the files that it imports."""

    def __init__(self, root: Element, imports: Mapping[str, Graph], *, watch: bool = False) -> None:
        self.root = root
        self.known = imports
        self.watch = watch
        self.namespace = root.get("namespace", "")
        self.findings: list[Finding] = []
        self.imports = self._imports(imports)
        self.items: ItemTypes = ItemTypes(root, {alias: graph.items for alias, graph in self.imports.items()})
        self.types = self.items.named()
        self.nodes = [self._node(element) for element in xml.children(root, *KINDS)]
        self.by_id = {node.id: node for node in self.nodes}
        self._link()
        self.names = frozenset(node.name for node in self.nodes)
        self.members = self._members()
        for node in self.nodes:
            self._compile(node)
        self._report_types()
        self._report_languages()

    def _imports(self, known: Mapping[str, Graph]) -> dict[str, Graph]:
        found = {}
        for element in xml.children(self.root, "import"):
            graph = known.get(element.get("namespace", ""))
            if graph is not None:
                found[" ".join(element.get("name", "").split())] = graph
            elif "/spec/DMN/" in element.get("importType", ""):
                name = element.get("namespace", "")
                said = f"找不到导入的模型 {name}", f"the imported model {name} is missing"
                remedy = "把它和这个文件一起部署", "Deploy it together with this file"
                self._add(Severity.ERROR, element, "decisions.import", said, remedy)
        return found

    def _add(self, severity: Severity, element: Element, code: str, said: Pair, remedy: Pair, owner: str = "") -> None:
        identifier = element.get("id") or element.get("name") or ""
        self.findings.append(Finding(severity, code, identifier, xml.line(element), *said, 0, *remedy, owner))

    def _report_types(self) -> None:
        for element, problem in self.items.problems:
            said = problem.message("zh").rstrip("。"), problem.message("en").rstrip(".")
            self._add(Severity.ERROR, element, problem.code, said, ("", ""))

    def _report_languages(self) -> None:
        for element in self.root.iter():
            language = element.get("expressionLanguage")
            if language and "feel" not in language.lower():
                said = f"表达式语言 {language} 不能运行", f"the expression language {language} does not run"
                self._add(Severity.ERROR, element, "decisions.language", said, ("改用 FEEL", "Use FEEL"))

    def _node(self, element: Element) -> Node:
        variable = xml.child(element, "variable")
        node = Node(self, element, xml.local(element), xml.name(element), self.items.of(variable))
        node.version = xml.version_tag(element)
        return node

    def _link(self) -> None:
        for node in self.nodes:
            for requirement in xml.children(node.element, *_REQUIREMENTS):
                for reference in xml.children(requirement):
                    found = self.find(*xml.href(reference))
                    if found is None:
                        target, name = reference.get("href", ""), node.title
                        said = f"“{name}”依赖的 {target} 不存在", f"'{name}' requires {target}, which is not there"
                        remedy = "重新连接，或删除这条依赖", "Connect it again, or remove the requirement"
                        self._add(Severity.ERROR, requirement, "decisions.requirement", said, remedy, node.id)
                    else:
                        node.requires.append(found)

    def find(self, namespace: str, identifier: str) -> tuple[tuple[str, ...], Node] | None:
        """A node by reference, with the import aliases that lead to it."""
        if namespace in ("", self.namespace) and identifier in self.by_id:
            return (), self.by_id[identifier]
        for alias, graph in self.imports.items():
            found = graph.find(namespace, identifier)
            if found is not None:
                path, node = found
                return ((alias, *path) if alias else path), node
        return None

    def _members(self) -> frozenset[str]:
        names = {*self.items.members, *(node.name for node in self.nodes)}
        for graph in self.imports.values():
            names |= graph.members
        return frozenset(names)

    def _compile(self, node: Node) -> None:
        if node.kind == "inputData":
            return
        seen = frozenset(path[0] if path else other.name for path, other in node.requires)
        place = Place(seen, self.items, self.types, node.name, node.id, self.findings, self.members, node.title)
        place.declared = _variables(node)
        if self.watch:
            place.watcher = Watcher(node.title, node.id, seen | self.members)
        if node.kind == "businessKnowledgeModel":
            logic = xml.child(node.element, "encapsulatedLogic")
            node.code = None if logic is None else boxed.function(place, logic, _result_type(node.type))
        elif node.kind == "decision":
            if xml.child(node.element, *EXPRESSIONS) is None:
                said = f"决策“{node.title}”没有内容", f"'{node.title}' decides nothing"
                remedy = "添加决策表或表达式", "Add a table or an expression"
                self._add(Severity.WARNING, node.element, "decisions.no_logic", said, remedy, node.id)
            variable = xml.child(node.element, "variable")
            node.code = boxed.typed(place, boxed.of(place, node.element), variable)
        node.tables = place.tables
        node.free = frozenset(place.free) - self.names
        node.reads, node.doubtful = place.reads, place.doubtful


def read_findings(node: Node) -> Iterator[Finding]:
    """Names that a node reads in vain, or that could also be an operation."""
    for text in node.doubtful:
        yield from ambiguous.findings(text, node.title, node.id)
    graph = node.graph
    drawn = any(xml.local(part) == "informationRequirement" for part in node.element) or any(
        other.kind == "inputData" for other in graph.nodes
    )
    given = frozenset(path[0] if path else other.name for path, other in node.requires)
    scope = reads.Scope(node.title, node.id, given, graph.names - given, drawn)
    yield from reads.findings(node.reads, scope)


def _variables(node: Node) -> dict[str, Element]:
    """Variables of what the node requires in its own file, by name."""
    found = {}
    for path, other in node.requires:
        variable = xml.child(other.element, "variable")
        if not path and variable is not None and other.graph is node.graph:
            found[other.name] = variable
    return found


class Run:
    """One evaluation: input values, results so far, evidence. Inner services run with values of their own."""

    def __init__(self, variables: Mapping[str, Any], evidence: list[Any], warnings: list[Notice] | None = None) -> None:
        self.variables = variables
        self.evidence = evidence
        self.warnings = warnings
        self.values: dict[Node, Any] = {}
        self._open: set[Node] = set()

    def value(self, node: Node, path: tuple[str, ...] = ()) -> Any:
        """The value of a node, computed once; raises DecisionCycle, FeelTooComplex and what an expression raises."""
        if node in self.values:
            return self.values[node]
        if node in self._open:
            raise DecisionCycle(decision=node.name)
        if len(self._open) >= MAX_DEPTH:
            raise FeelTooComplex("depth", MAX_DEPTH)
        self._open.add(node)
        try:
            value = self.values[node] = self._compute(node, path)
        finally:
            self._open.discard(node)
        return value

    def _compute(self, node: Node, path: tuple[str, ...]) -> Any:
        if node.kind == "inputData":
            return self._typed_input(node, arrive(self._input(node, path), node.type))
        if node.kind == "decisionService":
            return service(node, self.evidence, self.warnings)
        if node.code is None:
            return None
        return node.code(self._environment(node, path))

    def _typed_input(self, node: Node, value: Any) -> Any:
        result = types.coerce(value, node.type)
        if result is None and value is not None and self.warnings is not None and node.type is not None:
            zh, en = watch.lost(node.name, value, node.type)
            watch.tell(self.warnings, Notice(node.id, xml.line(node.element), f"{zh}。", f"{en}."))
        return result

    def _input(self, node: Node, path: tuple[str, ...]) -> Any:
        """A variable; of an imported model under its alias, or plainly by its name."""
        place: Any = self.variables
        for alias in path:
            place = place.get(alias) if isinstance(place, Mapping) else None
        if isinstance(place, Mapping) and node.name in place:
            return place[node.name]
        return self.variables.get(node.name)

    def _environment(self, node: Node, path: tuple[str, ...]) -> Env:
        e: Env = {EVIDENCE: self.evidence}
        if self.warnings is not None:
            e[WARNINGS] = self.warnings
        for way, other in node.requires:
            target = e
            for alias in way:
                target = target.setdefault(alias, {})
            target[other.name] = self.value(other, (*path, *way))
        for name in node.free:
            if name in self.variables and name not in e:
                e[name] = lift(self.variables[name])
        return e


def members(service_node: Node) -> list[Node]:
    """The decisions that a service gives."""
    return [_referenced(service_node.graph, part) for part in xml.children(service_node.element, "outputDecision")]


def parameters(node: Node) -> list[str]:
    """Names of what a service or knowledge model takes, in order."""
    if node.kind == "decisionService":
        return [parameter.name for parameter in _inputs(node)]
    logic = xml.child(node.element, "encapsulatedLogic")
    return [xml.name(part) for part in xml.children(logic, "formalParameter")] if logic is not None else []


def _inputs(service_node: Node) -> list[Node]:
    kinds = ("inputData", "inputDecision")
    element, graph = service_node.element, service_node.graph
    return [_referenced(graph, part) for kind in kinds for part in xml.children(element, kind)]


def service(node: Node, evidence: list[Any], warnings: list[Notice] | None = None) -> FeelFunction:
    """A decision service as a function: input data first, then input decisions; what is not given is null."""
    inputs, outputs = _inputs(node), members(node)

    def run(given: list[Any]) -> Any:
        inner = Run({}, evidence, warnings)
        for parameter, value in zip(inputs, given, strict=True):
            inner.values[parameter] = types.coerce(value, parameter.type)
            if inner.values[parameter] is None and value is not None:
                watch.argument(warnings, parameter.element, parameter.name, value, parameter.type)
                return None
        results = {output.name: inner.value(output) for output in outputs}
        value = next(iter(results.values())) if len(results) == 1 else results
        return types.coerce(value, _result_type(node.type))

    return FeelFunction(
        tuple(parameter.name for parameter in inputs), run, tuple(p.type for p in inputs), name=node.name
    )


def _result_type(declared: Type | None) -> Type | None:
    """What the variable of a function declares for its result: a function type, or the result's own type."""
    return declared.item if declared is not None and declared.kind == "function" else declared


def _referenced(graph: Graph, element: Element) -> Node:
    found = graph.find(*xml.href(element))
    if found is None:
        raise FeelError(reason=f"{element.get('href')} is not there")
    return found[1]
