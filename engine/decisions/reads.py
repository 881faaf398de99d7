"""Names that an expression reads and nothing gives, members that a type does not have, functions of foreign kind."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.decisions import xml
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.xml import Element
from engine.feel import nodes
from engine.feel.builtins.registry import BUILT_INS
from engine.feel.types import Type

_NEW_NAMES = (nodes.Filter, nodes.For, nodes.Quantified, nodes.Function, nodes.Context)


@dataclass(frozen=True)
class Read:
    """An expression of the model, the names it takes from outside, and the types of those that are known."""

    tree: nodes.Node
    free: frozenset[str]
    element: Element
    row: int
    column: str
    types: Mapping[str, Type]


@dataclass(frozen=True)
class Scope:
    """What a node may read: `given` by what it requires, `elsewhere` in the model. `drawn`: inputs are drawn at all."""

    title: str
    owner_id: str
    given: frozenset[str]
    elsewhere: frozenset[str]
    drawn: bool


def findings(reads: Collection[Read], scope: Scope) -> Iterator[Finding]:
    """Each problem at the first place where it stands."""
    told: set[tuple[str, str]] = set()
    for read in reads:
        for problem in (*_names(read, scope), *_members(read), *_external(read)):
            code, severity, name, said, remedy = problem
            if (code, name) not in told:
                told.add((code, name))
                yield _finding(read, scope, code, severity, said, remedy)


Problem = tuple[str, Severity, str, Pair, Pair]


def _finding(read: Read, scope: Scope, code: str, severity: Severity, said: Pair, remedy: Pair) -> Finding:
    zh, en = (f"第 {read.row} 行", f"row {read.row}, ") if read.row else ("", "")
    zh, en = (f"{zh}“{read.column}”", f"{en}'{read.column}', ") if read.column else (zh, en)
    return Finding(
        severity=severity,
        code=code,
        element=read.element.get("id") or scope.owner_id,
        line=xml.line(read.element),
        zh=f"“{scope.title}”{zh}：{said[0]}",
        en=f"'{scope.title}': {en}{said[1]}",
        row=read.row,
        remedy_zh=remedy[0],
        remedy_en=remedy[1],
        decision=scope.owner_id,
        rows=(read.row,) if read.row else (),
    )


def _names(read: Read, scope: Scope) -> Iterator[Problem]:
    called = {
        part.function.name
        for part in nodes.walk(read.tree)
        if isinstance(part, nodes.Call) and isinstance(part.function, nodes.Name)
    }
    for name in sorted(read.free):
        if name in scope.elsewhere:
            said = f"用到了“{name}”，但图上没有连到它", f"it reads '{name}', but requires nothing of that name"
            remedy = f"从“{name}”画一条依赖线过来", f"Draw a requirement from '{name}'"
            yield "decisions.not_required", Severity.ERROR, name, said, remedy
        elif name in called:
            said = f"没有名为 {name} 的函数", f"there is no function {name}"
            remedy = _meant(name, (*BUILT_INS, *scope.given), "改正函数名", "Correct its name")
            yield "decisions.unknown_function", Severity.ERROR, name, said, remedy
        elif scope.drawn:
            said = f"没有名为 {name} 的输入", f"there is no input {name}"
            zh, en = f"改正名称，或画出输入数据“{name}”", f"Correct the name, or draw the input data '{name}'"
            yield "decisions.unknown_name", Severity.WARNING, name, said, _meant(name, scope.given, zh, en)


def _meant(name: str, known: Collection[str], zh: str, en: str) -> Pair:
    close = difflib.get_close_matches(name, known, 1)
    return (f"是否指 {close[0]}？{zh}", f"Is {close[0]} meant? {en}") if close else (zh, en)


def _members(read: Read) -> Iterator[Problem]:
    for path in _paths(read.tree):
        holder = static(path.source, read.types)
        if holder is not None and holder.kind == "list":
            holder = holder.item
        if holder is None or holder.kind != "context" or not holder.fields:
            continue
        fields = [name for name, _ in holder.fields]
        if path.member not in fields:
            said = f"类型里没有字段 {path.member}", f"the type has no field {path.member}"
            remedy = _meant(path.member, fields, "改正名称，或在类型里加上它", "Correct it, or add it to the type")
            yield "decisions.unknown_member", Severity.WARNING, path.member, said, remedy


def _paths(tree: nodes.Node) -> Iterator[nodes.Path]:
    """Paths outside of constructs that bring names of their own."""
    if not any(isinstance(part, _NEW_NAMES) for part in nodes.walk(tree)):
        yield from (part for part in nodes.walk(tree) if isinstance(part, nodes.Path))


def static(tree: nodes.Node, known: Mapping[str, Type]) -> Type | None:
    """The type of a name or path as far as the model tells."""
    if isinstance(tree, nodes.Name):
        return known.get(tree.name)
    if isinstance(tree, nodes.Path):
        holder = static(tree.source, known)
        return None if holder is None or holder.kind != "context" else dict(holder.fields).get(tree.member)
    return None


def _external(read: Read) -> Iterator[Problem]:
    if any(isinstance(part, nodes.Function) and part.body is None for part in nodes.walk(read.tree)):
        said = "外部函数（Java、PMML）不能运行", "an external function (Java, PMML) does not run"
        remedy = "改用 FEEL 编写；要调用程序，请用服务任务", "Write it in FEEL; to call a program use a service task"
        yield "decisions.foreign_function", Severity.ERROR, "", said, remedy
