"""Why an expression is null: a second, instrumented run. The normal run pays nothing for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.feel import builtins, expression, nodes
from engine.feel.code import MEMO, RAW, Code, Env, Site
from engine.feel.compiler import Compiler
from engine.feel.errors import Sentence


@dataclass
class _Instrumented(Compiler):
    reasons: list[Sentence] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def code(self, node: nodes.Node, site: Site) -> Code:
        read = super().code(node, site)
        if type(node) is nodes.Name and node.name not in site.bound:
            return self._name(node, read)
        if type(node) is nodes.Path:
            return self._result(read, node, f"路径 {_path(node)} 没有值", f"the path {_path(node)} has no value")
        if type(node) is nodes.Call and type(node.function) is nodes.Name:
            name = node.function.name
            return self._result(
                read, node, f"函数 {name} 的参数不合适", f"the arguments do not fit the function {name}"
            )
        if type(node) is nodes.Chain:
            return self._result(
                read, node, "算术运算的两边类型不合适", "the operands of an arithmetic operator do not fit"
            )
        if type(node) is nodes.Compare:
            zh = f"比较 {node.operator} 的两边类型不同或为空"
            return self._result(read, node, zh, f"the two sides of {node.operator} are of different kinds or empty")
        return read

    def _name(self, node: nodes.Name, read: Code) -> Code:
        name = node.name
        if builtins.find(name) is not None:
            return read
        if name in self.variables:
            return self._result(read, node, f"变量 {name} 为空", f"the variable {name} is empty")
        return self._result(read, node, f"没有名为 {name} 的变量", f"there is no variable {name}")

    def _result(self, read: Code, node: nodes.Node, zh: str, en: str) -> Code:
        sentence = Sentence(zh, en)

        def watched(e: Env) -> Any:
            value = read(e)
            if value is None and sentence not in self.reasons:
                self.reasons.append(sentence)
            return value

        return watched


def _path(node: nodes.Path) -> str:
    source = node.source
    if type(source) is nodes.Path:
        return f"{_path(source)}.{node.member}"
    return f"{source.name}.{node.member}" if type(source) is nodes.Name else f"….{node.member}"


def explain(text: str, variables: dict[str, Any], names: frozenset[str] = frozenset()) -> list[Sentence]:
    """The parts of the expression that were null over these JSON variables, innermost first; raises FeelError."""
    build = _Instrumented(raw=True, variables=variables)
    code = expression.guarded(lambda: build.code(expression.parse(text, names), Site()))
    expression.guarded(lambda: code({RAW: variables, MEMO: {}}))
    return build.reasons
