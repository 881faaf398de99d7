"""What a file holds that would not run as drawn: foreign functions and imports, elements out of place, missing parts.

Elements that only document (knowledge sources, annotations, the drawing) pass; everything else runs or is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.decisions import xml
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.grammar import (
    ATTRIBUTES,
    CHILDREN,
    DOCUMENTS,
    EXPRESSIONS,
    NEEDS,
    VERSIONS,
    needs_expression,
)
from engine.decisions.xml import Element


def findings(root: Element) -> Iterator[Finding]:
    """All of one file, from top to bottom."""
    yield from _version(root)
    yield from _twice(root)
    pending = [root]
    while pending:
        element = pending.pop()
        yield from _element(element)
        inner = [child for child in element if isinstance(child.tag, str)]
        known = CHILDREN.get(xml.local(element), frozenset())
        for child in inner:
            if xml.namespace(child) != xml.namespace(element):
                yield from _foreign(element, child)
            elif xml.local(child) not in known and xml.local(child) not in DOCUMENTS:
                yield _unknown(child)
        pending += reversed([c for c in inner if xml.namespace(c) == xml.namespace(root) and xml.local(c) in known])


def _finding(
    element: Element, code: str, said: Pair, remedy: Pair, severity: Severity = Severity.ERROR
) -> Finding:  # fmt: skip
    named = next((it for it in (element, *element.iterancestors()) if it.get("id")), element)
    return Finding(severity, code, named.get("id") or "", xml.line(element), *said, 0, *remedy)


def _version(root: Element) -> Iterator[Finding]:
    if xml.namespace(root) not in VERSIONS:
        said = "文件的 DMN 版本不在 1.1 到 1.5 之间", "the file is of no DMN version from 1.1 to 1.5"
        remedy = "结果以 1.5 的规则为准；或导出为 DMN 1.3", "It runs by the rules of 1.5; or export it as DMN 1.3"
        yield _finding(root, "decisions.version", said, remedy, Severity.WARNING)


def _twice(root: Element) -> Iterator[Finding]:
    """Ids that stand twice: a reference to them means one of two things."""
    found = [element for element in root.iter() if isinstance(element.tag, str) and element.get("id")]
    counts = Counter(element.get("id") for element in found)
    seen: set[str | None] = set()
    for element in found:
        identifier = element.get("id")
        if identifier in seen:
            said = f"id {identifier} 出现了 {counts[identifier]} 次", f"the id {identifier} is used more than once"
            remedy = "给每个元素不同的 id", "Give every element an id of its own"
            yield _finding(element, "decisions.id_duplicate", said, remedy)
        seen.add(identifier)


def _unknown(child: Element) -> Finding:
    name = xml.local(child)
    said = f"元素 {name} 在这里不能运行", f"the element {name} does not run here"
    return _finding(child, "decisions.element", said, ("删除它，或换一种写法", "Remove it, or write it another way"))


def _foreign(parent: Element, child: Element) -> Iterator[Finding]:
    """Children of another namespace: the drawing and what stands inside of extensionElements pass."""
    if xml.local(child) == "DMNDI" or xml.local(parent) == "extensionElements":
        return
    said = (
        f"元素 {xml.local(child)} 的命名空间是 {xml.namespace(child)}，不能运行",
        f"the element {xml.local(child)} is of the namespace {xml.namespace(child)} and does not run",
    )
    yield _finding(child, "decisions.element", said, ("删除它", "Remove it"))


def _element(element: Element) -> Iterator[Finding]:
    name = xml.local(element)
    yield from _attributes(element)
    yield from _parts(element, name)
    kind = element.get("kind", "FEEL")
    if name in ("functionDefinition", "encapsulatedLogic") and kind != "FEEL":
        said = f"{kind} 函数不能运行", f"a function of kind {kind} does not run"
        remedy = "改用 FEEL 编写；要调用程序，请用服务任务", "Write it in FEEL; to call a program use a service task"
        yield _finding(element, "decisions.foreign_function", said, remedy)
    if name == "import" and "/spec/DMN/" not in element.get("importType", ""):
        said = f"不能导入 {element.get('importType')}", f"an import of {element.get('importType')} does not run"
        remedy = "在文件里用 itemDefinition 定义类型", "Define the types in the file, as item definitions"
        yield _finding(element, "decisions.import", said, remedy)
    if name == "importedValues":
        said = "不能导入外部的值或表达式", "values or expressions are not imported from elsewhere"
        yield _finding(element, "decisions.import", said, ("把表达式写在这里", "Write the expression here"))
    if name == "relation":
        yield from _relation(element)


def _attributes(element: Element) -> Iterator[Finding]:
    for key in element.attrib:
        name = str(key)
        if name.endswith("}inputVariable") and "camunda" in name:
            said = "Camunda 7 的 inputVariable 不能运行", "inputVariable of Camunda 7 does not run"
            yield _finding(element, "decisions.extension", said, ("条件里用 ? 代表输入值", "Write ? for the input"))
        elif not name.startswith("{") and name not in ATTRIBUTES:
            said = f"属性 {name} 没有意义", f"the attribute {name} means nothing"
            remedy = "改正拼写，或删除它", "Correct its spelling, or remove it"
            yield _finding(element, "decisions.attribute", said, remedy, Severity.WARNING)


def _parts(element: Element, name: str) -> Iterator[Finding]:
    """Parts that are missing, and expressions beyond the first, of which one only would run."""
    for part in NEEDS.get(name, ()):
        if xml.child(element, part) is None:
            said = f"{name} 缺少 {part}", f"{name} has no {part}"
            yield _finding(element, "decisions.part_missing", said, (f"补上 {part}", f"Add {part}"))
    expressions = [child for child in xml.children(element) if xml.local(child) in EXPRESSIONS]
    if needs_expression(name) and not expressions:
        said = f"{name} 里没有表达式", f"{name} holds no expression"
        yield _finding(element, "decisions.part_missing", said, ("填写表达式", "Write an expression"))
    if (needs_expression(name) or name == "decision") and len(expressions) > 1:
        said = f"{name} 里有 {len(expressions)} 个表达式", f"{name} holds {len(expressions)} expressions"
        remedy = "只留一个", "Keep one"
        yield _finding(expressions[1], "decisions.parts", said, remedy)
    if name in ("formalParameter", "parameter", "column", "inputData", "itemComponent") and not (
        xml.name(element) or element.get("href")
    ):
        said = f"{name} 没有名称", f"{name} has no name"
        yield _finding(element, "decisions.name_missing", said, ("填写名称", "Give it a name"))
    if name == "inputExpression" and not xml.text(element):
        said = "输入列没有表达式", "the input has no expression"
        yield _finding(element, "decisions.part_missing", said, ("填写要判断的变量", "Name the variable to test"))


def _relation(element: Element) -> Iterator[Finding]:
    columns = sum(1 for _ in xml.children(element, "column"))
    for number, row in enumerate(xml.children(element, "row"), 1):
        cells = sum(1 for _ in xml.children(row, *EXPRESSIONS))
        if cells != columns:
            said = f"第 {number} 行有 {cells} 格，应为 {columns}", f"row {number} has {cells} cells, not {columns}"
            yield _finding(row, "decisions.cells", said, ("补齐这一行", "Mend the row"))
