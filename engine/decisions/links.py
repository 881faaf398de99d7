"""What points nowhere or in a circle: types, parts of decision services, requirements, names that two nodes share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.decisions import xml
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.graph import Graph, Node
from engine.decisions.xml import Element

_REFERENCES = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")


def findings(graph: Graph) -> Iterator[Finding]:
    """All of one file."""
    yield from _types(graph)
    yield from _names(graph)
    yield from _cycles(graph)
    for node in graph.nodes:
        if node.kind == "decisionService":
            yield from _service(graph, node)


def _finding(element: Element, owner: Node | None, code: str, said: Pair, remedy: Pair) -> Finding:
    identifier = element.get("id") or (owner.id if owner is not None else element.get("name") or "")
    decision = "" if owner is None else owner.id
    return Finding(Severity.ERROR, code, identifier, xml.line(element), *said, 0, *remedy, decision)


def _types(graph: Graph) -> Iterator[Finding]:
    for element in graph.root.iter():
        if xml.namespace(element) != xml.namespace(graph.root):
            continue
        written = [element.get("typeRef"), element.get("outputTypeRef")]
        if xml.local(element) == "typeRef":
            written.append((element.text or "").strip())
        for reference in written:
            if reference and graph.items.resolve(reference) is None:
                said = f"没有名为 {reference} 的类型", f"there is no type {reference}"
                remedy = "改用 number、string 等，或定义这个类型", "Use number, string …, or define it"
                yield _finding(element, None, "decisions.unknown_type", said, remedy)


def _names(graph: Graph) -> Iterator[Finding]:
    counts = Counter(node.name for node in graph.nodes)
    for node in graph.nodes:
        if not node.name:
            said, remedy = ("元素没有名称", "the element has no name"), ("填写名称", "Give it a name")
            yield _finding(node.element, node, "decisions.name_missing", said, remedy)
        elif counts[node.name] > 1:
            said = f"有几个元素都叫“{node.name}”", f"several elements are called '{node.name}'"
            remedy = "表达式按名称取值：给每个元素不同的名称", "Expressions go by name: give each a name of its own"
            yield _finding(node.element, node, "decisions.name_duplicate", said, remedy)


def _cycles(graph: Graph) -> Iterator[Finding]:
    """The requirements that lead back to where they start, each node of a circle once."""
    done: set[Node] = set()
    for start in graph.nodes:
        way: list[Node] = []
        pending: list[tuple[Node, int]] = [(start, 0)]
        while pending:
            node, depth = pending.pop()
            del way[depth:]
            if node in way:
                circle = " → ".join(it.title for it in (*way[way.index(node) :], node))
                said = f"依赖成环：{circle}", f"the requirements run in a circle: {circle}"
                remedy = "删除其中一条依赖", "Remove one of them"
                yield _finding(node.element, node, "decisions.cycle", said, remedy)
            if node in done:
                continue
            done.add(node)
            way.append(node)
            pending += [(other, depth + 1) for _, other in node.requires]


def _service(graph: Graph, node: Node) -> Iterator[Finding]:
    for part in xml.children(node.element, *_REFERENCES):
        if graph.find(*xml.href(part)) is None:
            target = part.get("href", "")
            said = (
                f"决策服务“{node.title}”引用的 {target} 不存在",
                f"the decision service '{node.title}' refers to {target}, which is not there",
            )
            yield _finding(part, node, "decisions.requirement", said, ("改正引用，或删除它", "Correct or remove it"))
